package dev.evodb.cli.cloudflare;

import dev.evodb.error.CorruptFileException;
import dev.evodb.error.Location;
import java.io.ByteArrayOutputStream;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Locale;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/// A `multipart/form-data` body (RFC 7578): what a snippet is uploaded as, and what its content comes
/// back as.
///
/// The same parts make the same bytes: the boundary is chosen from what they hold.
public record Multipart(String boundary, List<Part> parts) {
    private static final Pattern BOUNDARY =
            Pattern.compile("(?i);\\s*boundary=(?:\"([^\"]{1,70})\"|([^;\\s\"]{1,70}))");
    private static final Pattern NAME = Pattern.compile("(?i)[;\\s]name=\"([^\"]*)\"");
    private static final Pattern FILE_NAME = Pattern.compile("(?i)[;\\s]filename=\"([^\"]*)\"");
    private static final int MOST_PARTS = 64;

    /// One field. `fileName` is empty for a field that is no file. Names are printable ASCII without
    /// quotes and backslashes: nothing needs an escape.
    public record Part(String name, String fileName, String contentType, byte[] content) {
        public Part {
            for (String text : List.of(name, fileName, contentType)) {
                if (!text.chars().allMatch(c -> c >= ' ' && c < 0x7F && c != '"' && c != '\\')) {
                    throw new IllegalArgumentException(
                            "names of form fields must be printable ASCII without quotes, got " + text);
                }
            }
        }
    }

    public Multipart {
        parts = List.copyOf(parts);
    }

    /// A body of `parts`. Its boundary is a digest of all that they hold, so that none of them can hold
    /// it.
    public static Multipart of(List<Part> parts) {
        MessageDigest digest = sha256();
        parts.forEach(part -> digest.update(part.content()));
        return new Multipart("evodb-" + HexFormat.of().formatHex(digest.digest(), 0, 16), parts);
    }

    private static MessageDigest sha256() {
        try {
            return MessageDigest.getInstance("SHA-256");
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }

    /// The value of the header `content-type`.
    public String contentType() {
        return "multipart/form-data; boundary=" + boundary;
    }

    public byte[] bytes() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        for (Part part : parts) {
            String head = "--" + boundary + "\r\nContent-Disposition: form-data; name=\"" + part.name() + '"'
                    + (part.fileName().isEmpty() ? "" : "; filename=\"" + part.fileName() + '"')
                    + "\r\nContent-Type: " + part.contentType() + "\r\n\r\n";
            out.writeBytes(ascii(head));
            out.writeBytes(part.content());
            out.writeBytes(ascii("\r\n"));
        }
        out.writeBytes(ascii("--" + boundary + "--\r\n"));
        return out.toByteArray();
    }

    private static byte[] ascii(String text) {
        return text.getBytes(StandardCharsets.US_ASCII);
    }

    /// Reads a body; `name` is what errors call it. What stands before the first and after the last
    /// boundary is not looked at (RFC 2046).
    ///
    /// @throws CorruptFileException if `contentType` names no boundary, or the body breaks the syntax
    public static Multipart parse(String name, String contentType, byte[] body) {
        Matcher matcher = BOUNDARY.matcher(contentType);
        if (!contentType.toLowerCase(Locale.ROOT).startsWith("multipart/form-data") || !matcher.find()) {
            throw new CorruptFileException(
                    Location.of(name), "content type is not multipart/form-data with a boundary: " + contentType);
        }
        String boundary = matcher.group(1) == null ? matcher.group(2) : matcher.group(1);
        String text = new String(body, StandardCharsets.ISO_8859_1);
        String delimiter = "\r\n--" + boundary;
        int at = text.startsWith("--" + boundary) ? boundary.length() + 2 : endOf(text, delimiter, 0, name);
        List<Part> parts = new ArrayList<>();
        while (!text.startsWith("--", at)) {
            int head = endOf(text, "\r\n", at, name);
            int content = endOf(text, "\r\n\r\n", head - 2, name);
            int next = endOf(text, delimiter, content - 2, name);
            if (!text.substring(at, head).isBlank() || parts.size() == MOST_PARTS) {
                throw new CorruptFileException(Location.of(name).atOffset(at), "no part of a form starts here");
            }
            int end = Math.max(content, next - delimiter.length());
            parts.add(part(text.substring(head, content - 2), text.substring(content, end), name, head));
            at = next;
        }
        return new Multipart(boundary, parts);
    }

    private static Part part(String head, String content, String name, int at) {
        String disposition = "";
        String type = "text/plain";
        for (String line : head.split("\r\n", -1)) {
            String lower = line.toLowerCase(Locale.ROOT);
            if (lower.startsWith("content-disposition:")) {
                disposition = line;
            } else if (lower.startsWith("content-type:")) {
                type = line.substring(line.indexOf(':') + 1).strip();
            } else if (lower.startsWith("content-transfer-encoding:") && !lower.matches(".*\\b(7bit|8bit|binary)")) {
                throw new CorruptFileException(Location.of(name).atOffset(at), "part is encoded: " + line);
            }
        }
        Matcher field = NAME.matcher(disposition);
        if (!field.find()) {
            throw new CorruptFileException(Location.of(name).atOffset(at), "part has no name");
        }
        Matcher file = FILE_NAME.matcher(disposition);
        try {
            return new Part(
                    field.group(1),
                    file.find() ? file.group(1) : "",
                    type,
                    content.getBytes(StandardCharsets.ISO_8859_1));
        } catch (IllegalArgumentException e) {
            throw new CorruptFileException(Location.of(name).atOffset(at), String.valueOf(e.getMessage()), e);
        }
    }

    private static int endOf(String text, String wanted, int from, String name) {
        int at = text.indexOf(wanted, from);
        if (at < 0) {
            throw new CorruptFileException(
                    Location.of(name).atOffset(from),
                    "form ends without " + wanted.strip().replaceFirst("^$", "a blank line"));
        }
        return at + wanted.length();
    }
}
