package io.angarium.wire;

/** The kinds of body; byte 1 of an {@link EncodedMessage}. */
public final class BodyKind {
    /** No body: a plain {@code Message}. */
    public static final int NONE = 0;

    /** Text in UTF-8. */
    public static final int TEXT = 1;

    /** Uninterpreted bytes. */
    public static final int BYTES = 2;

    /** {@code u32 count}, then per entry {@code u16 length + UTF-8 name} and a typed value. */
    public static final int MAP = 3;

    /** Typed values to the end. */
    public static final int STREAM = 4;

    /** A serialized object. */
    public static final int OBJECT = 5;

    /** Text in UTF-16BE, because it has unpaired surrogates. */
    public static final int TEXT_UTF16 = 6;

    /** The highest known. */
    static final int LAST = TEXT_UTF16;

    private BodyKind() {}
}
