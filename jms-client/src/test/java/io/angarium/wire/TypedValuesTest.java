package io.angarium.wire;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.management.ThreadMXBean;
import java.io.ByteArrayInputStream;
import java.io.DataInputStream;
import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.ByteBuffer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.Timeout;

@Timeout(20)
class TypedValuesTest {
    private static DataInputStream claiming(int length, byte[] comes) {
        byte[] bytes =
                ByteBuffer.allocate(4 + comes.length).putInt(length).put(comes).array();
        return new DataInputStream(new ByteArrayInputStream(bytes));
    }

    @Test
    void aValueIsReadFromAStream() throws IOException {
        assertThat(TypedValues.read(TypedValues.BYTES, claiming(3, new byte[] {1, 2, 3, 4})))
                .isEqualTo(new byte[] {1, 2, 3});
        assertThat(TypedValues.read(TypedValues.BYTES, claiming(0, new byte[0])))
                .isEqualTo(new byte[0]);
    }

    @Test
    void whatIsClaimedAndDoesNotComeTakesNoMemory() {
        ThreadMXBean threads = (ThreadMXBean) ManagementFactory.getThreadMXBean();
        refused(claiming(
                Limits.MAX_MESSAGE_BYTES, new byte[1000])); // loading the assertions' own classes takes some, once
        DataInputStream in = claiming(Limits.MAX_MESSAGE_BYTES, new byte[1000]);
        long before = threads.getCurrentThreadAllocatedBytes();
        refused(in);
        assertThat(threads.getCurrentThreadAllocatedBytes() - before).isLessThan(8L * 1024 * 1024);
    }

    private static void refused(DataInputStream in) {
        assertThatThrownBy(() -> TypedValues.read(TypedValues.BYTES, in)).isInstanceOf(WireException.class);
    }

    @Test
    void whatIsLargerThanAMessageMayBeIsRefused() {
        assertThatThrownBy(() ->
                        TypedValues.read(TypedValues.BYTES, claiming(Limits.MAX_MESSAGE_BYTES + 1, new byte[1000])))
                .isInstanceOf(WireException.class);
    }
}
