package io.angarium.wire;

import java.util.Objects;

/**
 * A destination as it travels: its kind and its physical name.
 *
 * @param kind what it is
 * @param name physical name, 1 to {@link Limits#MAX_NAME_BYTES} bytes of UTF-8
 */
public record Destination(Kind kind, String name) {

    /** The kinds of destination; the code is what the wire and the journal carry. */
    public enum Kind {
        QUEUE(0),
        TOPIC(1),
        TEMPORARY_QUEUE(2),
        TEMPORARY_TOPIC(3);

        private static final Kind[] BY_CODE = values();

        private final int code;

        Kind(int code) {
            this.code = code;
        }

        /** The byte that stands for this kind. */
        public int code() {
            return code;
        }

        /** True for topics and temporary topics. */
        public boolean isTopic() {
            return this == TOPIC || this == TEMPORARY_TOPIC;
        }

        /** True for the two temporary kinds. */
        public boolean isTemporary() {
            return this == TEMPORARY_QUEUE || this == TEMPORARY_TOPIC;
        }

        /**
         * The kind of a code.
         *
         * @throws WireException if no kind has that code
         */
        public static Kind of(int code) {
            if (code < 0 || code >= BY_CODE.length) {
                throw new WireException("unknown destination kind " + code);
            }
            return BY_CODE[code];
        }
    }

    public Destination {
        Objects.requireNonNull(kind, "kind");
        Objects.requireNonNull(name, "name");
    }

    /** A queue of that name. */
    public static Destination queue(String name) {
        return new Destination(Kind.QUEUE, name);
    }

    /** A topic of that name. */
    public static Destination topic(String name) {
        return new Destination(Kind.TOPIC, name);
    }

    /** True for topics and temporary topics. */
    public boolean isTopic() {
        return kind.isTopic();
    }

    /** True for temporary queues and topics. */
    public boolean isTemporary() {
        return kind.isTemporary();
    }
}
