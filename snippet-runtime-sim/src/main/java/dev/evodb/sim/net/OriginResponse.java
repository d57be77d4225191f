package dev.evodb.sim.net;

import java.nio.charset.StandardCharsets;
import java.util.Map;

/// An HTTP answer.
///
/// @param status  in `100..=599`
/// @param headers lower-case names, one value each
/// @param body    given away: whoever makes the answer leaves it unchanged
public record OriginResponse(int status, Map<String, String> headers, byte[] body) {
    /// @throws IllegalArgumentException if the status is out of range or a header has a line break
    public OriginResponse {
        if (status < 100 || status > 599) {
            throw new IllegalArgumentException("status must be in 100..=599, got " + status);
        }
        headers = HttpHeaders.normalize(headers);
    }

    /// An answer of plain text in UTF-8.
    public static OriginResponse text(int status, String text) {
        return new OriginResponse(
                status, Map.of("content-type", "text/plain;charset=UTF-8"), text.getBytes(StandardCharsets.UTF_8));
    }
}
