package io.angarium.server.transport;

import io.angarium.server.host.Caller;
import io.angarium.server.host.EngineHost;
import io.angarium.server.host.Input;
import io.netty.channel.EventLoop;
import java.util.ArrayList;
import java.util.List;

/**
 * Gathers what the connections of one event loop read in one turn, and brings it to the engine when all of them have been read: so that many senders
 * share one force. Owned by the loop's thread.
 */
final class LoopBatch implements Runnable {
    private final EventLoop loop;
    private final EngineHost host;
    private List<Input> gathering = new ArrayList<>();
    private List<Input> spare = new ArrayList<>();
    private boolean scheduled;

    LoopBatch(EventLoop loop, EngineHost host) {
        this.loop = loop;
        this.host = host;
    }

    /** Adds input, to be brought before the loop waits again. */
    void add(Input input) {
        gathering.add(input);
        if (!scheduled) {
            loop.execute(this);
            scheduled = true; // behind it: if it fails, the next input tries again
        }
    }

    /** Tasks run after all ready sockets have been served. */
    @Override
    public void run() {
        scheduled = false;
        List<Input> full = gathering;
        gathering = spare;
        spare = full;
        try {
            host.submit(full, Caller.BROKER);
        } catch (VirtualMachineError e) { // of whom input is lost nobody knows
            host.broken(e);
            throw e;
        } finally {
            full.clear();
        }
    }
}
