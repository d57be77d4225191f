package dev.evodb.sim.net;

import java.util.Collections;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;

/// Checks and normalizes headers, which are plain maps here: lower-case names in order, one value each.
final class HttpHeaders {
    private HttpHeaders() {}

    /// An unmodifiable copy with lower-case names. A value holds no line break, so headers can travel as
    /// lines.
    static Map<String, String> normalize(Map<String, String> headers) {
        Map<String, String> normal = new TreeMap<>();
        headers.forEach((name, value) -> {
            if (name.isEmpty() || hasBreak(name) || hasBreak(value)) {
                throw new IllegalArgumentException("header " + name.strip() + " has an empty name or a line break");
            }
            normal.put(name.toLowerCase(Locale.ROOT), value);
        });
        return Collections.unmodifiableMap(normal);
    }

    private static boolean hasBreak(String text) {
        return text.indexOf('\n') >= 0 || text.indexOf('\r') >= 0;
    }
}
