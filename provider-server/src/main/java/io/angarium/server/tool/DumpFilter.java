package io.angarium.server.tool;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Option;

/** Which records of a journal are wanted: those that every given option lets through. Owned by one thread. */
final class DumpFilter {
    private final Options options;
    private final DestinationNames names;
    private final int segmentBytes;

    private DumpFilter(Options options, DestinationNames names, int segmentBytes) {
        this.options = options;
        this.names = names;
        this.segmentBytes = segmentBytes;
    }

    /** The options. */
    static final class Options {
        @Option(
                names = "--type",
                paramLabel = "TYPE",
                split = ",",
                description = "Only records of this kind or number, such as MessageStored or 10; may be repeated.")
        List<String> types = List.of();

        @Option(
                names = "--destination",
                paramLabel = "NAME",
                description = "Only about the queue, topic or durable subscription of this name.")
        @Nullable
        String destination;

        @Option(names = "--message", paramLabel = "ID", description = "Only about the message with this id.")
        @Nullable
        Long message;

        @Option(names = "--segment", paramLabel = "N", description = "Only in the segment with this number.")
        @Nullable
        Long segment;

        @Option(names = "--from", paramLabel = "POSITION", description = "Only at or behind this position.")
        long from;

        @Option(names = "--to", paramLabel = "POSITION", description = "Only before this position.")
        long to = Long.MAX_VALUE;

        /**
         * The filter that these options describe.
         *
         * @param names which learn as the records pass
         * @param segmentBytes length of a segment of the journal
         */
        DumpFilter filter(DestinationNames names, int segmentBytes) {
            return new DumpFilter(this, names, segmentBytes);
        }
    }

    boolean lets(RecordFacts facts) {
        return ofType(facts) && inPlace(facts.position()) && about(facts);
    }

    private boolean ofType(RecordFacts facts) {
        return options.types.isEmpty()
                || options.types.stream()
                        .anyMatch(type ->
                                type.equalsIgnoreCase(facts.kind()) || type.equals(Integer.toString(facts.type())));
    }

    private boolean inPlace(long position) {
        return position >= options.from
                && position < options.to
                && (options.segment == null || position / segmentBytes == options.segment);
    }

    private boolean about(RecordFacts facts) {
        Long message = options.message;
        String destination = options.destination;
        return (message == null || Arrays.stream(facts.messages()).anyMatch(id -> id == message))
                && (destination == null
                        || Arrays.stream(facts.destinations()).anyMatch(id -> names.isNamed(id, destination)));
    }
}
