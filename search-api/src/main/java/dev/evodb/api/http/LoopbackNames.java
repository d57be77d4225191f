package dev.evodb.api.http;

import java.util.Locale;
import java.util.Set;

/// What a machine calls itself.
final class LoopbackNames {
    private static final Set<String> NAMES = Set.of("localhost", "127.0.0.1", "[::1]");

    private LoopbackNames() {}

    /// Whether a `Host` header, with a port or without, is one of those names.
    static boolean contains(String host) {
        int colon = host.lastIndexOf(':');
        boolean hasPort = colon > host.lastIndexOf(']');
        return NAMES.contains((hasPort ? host.substring(0, colon) : host).toLowerCase(Locale.ROOT));
    }
}
