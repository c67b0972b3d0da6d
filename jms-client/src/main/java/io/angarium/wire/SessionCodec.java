package io.angarium.wire;

import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;

/** Codec of {@link SessionFrame}, and of the lists of {@link SessionFrame.Handed} that other families share. */
final class SessionCodec implements FamilyCodec {
    static final FamilyCodec INSTANCE = new SessionCodec();

    /** What the 16 bits of the count can say. */
    private static final int MAX_HANDED = 65535;

    private static final int HANDED_BYTES = 12;

    /** Fields of a RESUME_SESSION before its list. */
    private static final int RESUME_BYTES = 44;

    private SessionCodec() {}

    @Override
    public int size(FrameType type, Frame frame) {
        return switch (type.code()) {
            case OPEN_SESSION, RECALL -> 4;
            case CLOSE_SESSION -> 8 + sizeOf(((SessionFrame.CloseSession) frame).handed());
            case RECOVER -> 8 + sizeOf(((SessionFrame.Recover) frame).handed());
            case RESUME_SESSION -> sizeOf((SessionFrame.ResumeSession) frame);
            default -> throw FamilyCodec.foreign(type);
        };
    }

    private static int sizeOf(SessionFrame.ResumeSession resume) {
        return RESUME_BYTES + sizeOf(resume.tags()) + (says(resume) ? Long.BYTES : 0);
    }

    private static boolean says(SessionFrame.ResumeSession resume) {
        return resume.sentUpTo() != SessionFrame.ResumeSession.UNSAID;
    }

    @Override
    public void encode(FrameType type, Frame frame, ByteBuffer out) {
        switch (type.code()) {
            case OPEN_SESSION -> out.putInt(((SessionFrame.OpenSession) frame).session());
            case RECALL -> out.putInt(((SessionFrame.Recall) frame).session());
            case CLOSE_SESSION -> {
                SessionFrame.CloseSession close = (SessionFrame.CloseSession) frame;
                put(out.putInt(close.correlation()).putInt(close.session()), close.handed());
            }
            case RECOVER -> {
                SessionFrame.Recover recover = (SessionFrame.Recover) frame;
                put(out.putInt(recover.correlation()).putInt(recover.session()), recover.handed());
            }
            case RESUME_SESSION -> {
                SessionFrame.ResumeSession resume = (SessionFrame.ResumeSession) frame;
                out.putInt(resume.session());
                out.putLong(resume.confirmed()).putLong(resume.resentUpTo());
                out.putLong(resume.ended()).putLong(resume.open()).putLong(resume.unsureMillis());
                put(out, resume.tags());
                if (says(resume)) {
                    out.putLong(resume.sentUpTo());
                }
            }
            default -> throw FamilyCodec.foreign(type);
        }
    }

    @Override
    public Frame decode(FrameType type, WireInput in) {
        return switch (type.code()) {
            case OPEN_SESSION -> new SessionFrame.OpenSession(in.i32("session", 1));
            case RECALL -> new SessionFrame.Recall(in.i32("session", 1));
            case CLOSE_SESSION -> new SessionFrame.CloseSession(in.correlation(), in.i32("session", 1), handed(in));
            case RECOVER -> new SessionFrame.Recover(in.correlation(), in.i32("session", 1), handed(in));
            case RESUME_SESSION ->
                new SessionFrame.ResumeSession(
                        in.i32("session", 1),
                        in.i64("confirmed", 0),
                        in.i64("resentUpTo", 0),
                        in.i64("ended", 0),
                        in.i64("open", 0),
                        in.i64("unsureMillis", 0),
                        handed(in),
                        in.remaining() == 0 ? SessionFrame.ResumeSession.UNSAID : in.i64("sentUpTo", 0));
            default -> throw FamilyCodec.foreign(type);
        };
    }

    static int sizeOf(List<SessionFrame.Handed> handed) {
        return 2 + HANDED_BYTES * Fields.checkedCount("handed", handed.size(), MAX_HANDED);
    }

    static void put(ByteBuffer out, List<SessionFrame.Handed> handed) {
        out.putShort((short) Fields.checkedCount("handed", handed.size(), MAX_HANDED));
        for (SessionFrame.Handed each : handed) {
            out.putInt(each.consumer()).putLong(each.upTo());
        }
    }

    static List<SessionFrame.Handed> handed(WireInput in) {
        int count = in.count16("handed", HANDED_BYTES, MAX_HANDED);
        List<SessionFrame.Handed> handed = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            handed.add(new SessionFrame.Handed(in.i32("handed.consumer", 1), in.i64("handed.upTo", 0)));
        }
        return Collections.unmodifiableList(handed);
    }
}
