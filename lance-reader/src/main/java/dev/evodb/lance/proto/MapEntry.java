package dev.evodb.lance.proto;

import dev.evodb.bytes.ByteSlice;
import dev.evodb.error.LimitExceededException;
import java.nio.charset.StandardCharsets;
import java.util.Map;

/// An entry of a protobuf map from string to string or bytes.
public final class MapEntry {
    /// Most entries of one map.
    public static final int MAX_ENTRIES = 1 << 16;

    private MapEntry() {}

    /// Puts the entry that is the current field of `message` into `map`; the last one of a key wins. Values
    /// are text: bytes that are not UTF-8 are replaced.
    public static void read(MessageReader message, Map<String, String> map) {
        MessageReader entry = message.message("MapEntry");
        String key = "";
        String value = "";
        while (entry.next()) {
            switch (entry.field()) {
                case 1 -> key = entry.string();
                case 2 -> {
                    ByteSlice text = entry.bytes();
                    value = new String(text.array(), text.from(), text.length(), StandardCharsets.UTF_8);
                }
                default -> entry.skip();
            }
        }
        if (map.put(key, value) == null && map.size() > MAX_ENTRIES) {
            throw new LimitExceededException("map entries", MAX_ENTRIES, map.size());
        }
    }
}
