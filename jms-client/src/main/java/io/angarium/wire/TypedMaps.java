package io.angarium.wire;

import java.nio.ByteBuffer;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;

/**
 * The typed maps of management frames: {@code u16 count}, then per entry {@code u16 length + UTF-8 name} and a value of
 * {@link TypedValues}. Stateless.
 */
final class TypedMaps {
    /** An empty map. */
    static final int LEAST_BYTES = 2;

    /** Name of one byte, value null. */
    static final int LEAST_ENTRY_BYTES = 4;

    private TypedMaps() {}

    static long size(Map<String, Object> map) {
        long size = 2;
        Fields.checkedCount("map", map.size(), Limits.MAX_MAP_ENTRIES);
        for (Map.Entry<String, Object> entry : map.entrySet()) {
            size += Fields.sizeOf("name", entry.getKey(), Limits.MAX_NAME_BYTES) + TypedValues.size(entry.getValue());
        }
        return size;
    }

    /** Refuses fields that no frame can carry. */
    static int checkedSize(long size) {
        if (size >= Limits.MAX_FRAME_BYTES) {
            throw new WireException("frame of " + size + " bytes, largest is " + Limits.MAX_FRAME_BYTES);
        }
        return (int) size;
    }

    static void put(ByteBuffer out, Map<String, Object> map) {
        out.putShort((short) Fields.checkedCount("map", map.size(), Limits.MAX_MAP_ENTRIES));
        ByteSink sink = new ByteSink(256);
        for (Map.Entry<String, Object> entry : map.entrySet()) {
            Fields.put(out, "name", entry.getKey(), Limits.MAX_NAME_BYTES);
            sink.clear();
            TypedValues.write(sink, entry.getValue());
            out.put(sink.array(), 0, sink.length());
        }
    }

    static Map<String, Object> read(WireInput in, String field) {
        int count = in.count16(field, LEAST_ENTRY_BYTES, Limits.MAX_MAP_ENTRIES);
        if (count == 0) {
            return Map.of();
        }
        Map<String, Object> map = new LinkedHashMap<>(count * 4 / 3 + 1);
        for (int i = 0; i < count; i++) {
            String name = in.name(field, Limits.MAX_NAME_BYTES);
            Object value = TypedValues.read(in, name);
            if (map.containsKey(name)) {
                throw in.error(field, "\"" + name + "\" twice");
            }
            map.put(name, value);
        }
        return Collections.unmodifiableMap(map);
    }
}
