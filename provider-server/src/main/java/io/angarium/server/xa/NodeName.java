package io.angarium.server.xa;

import io.angarium.wire.BranchId;
import java.nio.ByteBuffer;
import java.nio.charset.CharacterCodingException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import org.jspecify.annotations.Nullable;

/** Which transaction manager made a branch, as far as its XID tells. No state. */
public final class NodeName {
    /** Format identifier of Narayana, which WildFly, Payara and Quarkus have too: a Uid, then the node's name. */
    private static final int NARAYANA = 131077;

    private static final int NARAYANA_UID_BYTES = 28;

    private NodeName() {}

    /** The node name in a branch's identifier, or null if its format is not known or has none. */
    public static @Nullable String of(BranchId branch) {
        byte[] global = branch.global();
        if (branch.format() != NARAYANA || global.length <= NARAYANA_UID_BYTES) {
            return null;
        }
        ByteBuffer name = ByteBuffer.wrap(Arrays.copyOfRange(global, NARAYANA_UID_BYTES, global.length));
        try {
            String text = StandardCharsets.UTF_8.newDecoder().decode(name).toString();
            return text.chars().anyMatch(Character::isISOControl) ? null : text;
        } catch (CharacterCodingException other) {
            return null; // some other use of the format
        }
    }
}
