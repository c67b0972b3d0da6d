package io.angarium.jms.channel;

/** Takes the credit of one producer. Called on the reading thread: never blocks. */
public interface ProducerSink {

    /** New limits, both counted from the producer's opening. */
    void credit(long messages, long bytes);
}
