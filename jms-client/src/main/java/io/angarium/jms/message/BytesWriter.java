package io.angarium.jms.message;

import java.io.ByteArrayOutputStream;
import java.io.DataOutputStream;
import java.nio.ByteBuffer;

/** What has been written of a bytes message, to be looked at without a copy. Belongs to its message. */
final class BytesWriter extends ByteArrayOutputStream {
    private final DataOutputStream data = new DataOutputStream(this);

    /** Where values are written to. */
    DataOutputStream data() {
        return data;
    }

    /** All that was written so far; changes with what is written later. */
    ByteBuffer written() {
        return ByteBuffer.wrap(buf, 0, count).slice();
    }
}
