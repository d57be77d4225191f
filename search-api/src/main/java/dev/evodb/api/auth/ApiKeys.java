package dev.evodb.api.auth;

import dev.evodb.api.error.ApiException;
import dev.evodb.api.error.ErrorCode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.security.SecureRandom;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import java.util.Set;

/// The keys that clients may present. Only their SHA-256 is kept: keys are 256 random bits, which no
/// dictionary has. Immutable, thread-safe.
///
/// A file of keys has a line for each: a name for logs, the digest, and the tables, with commas between them,
/// that the key opens. Empty lines and lines that start with `#` do not count.
///
/// ```
/// # name   sha256 of the key                                                        tables
/// web      9f86d081884c7d659a2feaa0c55ad015a3bf4f1b2b0b822cd15d6c15b0f00a08         words,shop$*
/// admin    60303ae22b998861bce3b28f33eec1be758a213c86c93c076dbe9f558c11c752         *
/// ```
public final class ApiKeys {
    private static final int KEY_BYTES = 32;
    private static final int DIGEST_BYTES = 32;
    private static final int MAX_KEY_CHARS = 512;
    private static final long MAX_FILE_BYTES = 1 << 20;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final List<Entry> entries;

    private record Entry(byte[] digest, Principal principal) {}

    private ApiKeys(List<Entry> entries) {
        this.entries = List.copyOf(entries);
    }

    /// A key that was just made: the key itself, to be handed to its user, and the line for the file.
    public record NewKey(String key, String line) {}

    /// Everybody may do everything: no keys are asked for.
    public static ApiKeys none() {
        return new ApiKeys(List.of());
    }

    /// Makes a key for `tables`.
    ///
    /// @throws IllegalArgumentException for a name or tables that a line cannot have
    public static NewKey create(String name, String tables) {
        requireName(name, "the key");
        scopes(tables, "the key");
        byte[] random = new byte[KEY_BYTES];
        RANDOM.nextBytes(random);
        String key = "evo_" + HexFormat.of().formatHex(random);
        String line = name + " " + HexFormat.of().formatHex(sha256(key)) + " " + tables;
        return new NewKey(key, line);
    }

    /// The keys in `file`.
    ///
    /// @throws IllegalArgumentException for a line that is none, with its number
    public static ApiKeys read(Path file) throws IOException {
        if (Files.size(file) > MAX_FILE_BYTES) {
            throw new IllegalArgumentException("the file of keys has more than " + MAX_FILE_BYTES + " bytes");
        }
        ApiKeys keys = parse(Files.readAllLines(file));
        if (keys.entries.isEmpty()) {
            throw new IllegalArgumentException("the file of keys has no key: nobody could ask for anything");
        }
        return keys;
    }

    static ApiKeys parse(List<String> lines) {
        List<Entry> entries = new ArrayList<>();
        Set<String> names = new HashSet<>();
        for (int i = 0; i < lines.size(); i++) {
            String line = lines.get(i).strip();
            if (line.isEmpty() || line.startsWith("#")) {
                continue;
            }
            String[] parts = line.split("\\s+", -1);
            String place = "line " + (i + 1) + " of the file of keys";
            if (parts.length != 3) {
                throw new IllegalArgumentException(place + " needs a name, a SHA-256 and tables, it has " + parts.length
                        + (parts.length == 1 ? " part" : " parts"));
            }
            requireName(parts[0], place);
            if (!names.add(parts[0])) {
                throw new IllegalArgumentException(place + " has a name that is used before");
            }
            if (!parts[1].matches("[0-9a-fA-F]{" + 2 * DIGEST_BYTES + "}")) {
                throw new IllegalArgumentException(place + " has no SHA-256 of 64 hex digits");
            }
            entries.add(new Entry(HexFormat.of().parseHex(parts[1]), new Principal(parts[0], scopes(parts[2], place))));
        }
        return new ApiKeys(entries);
    }

    private static void requireName(String name, String place) {
        if (!name.matches("[A-Za-z0-9_.-]{1,64}")) {
            throw new IllegalArgumentException(place + " has a name that is not 1 to 64 letters, digits, _, . and -");
        }
    }

    private static List<String> scopes(String tables, String place) {
        List<String> scopes = List.of(tables.split(",", -1));
        for (String scope : scopes) {
            int star = scope.indexOf('*');
            boolean hasBlank = scope.chars().anyMatch(Character::isWhitespace);
            if (scope.isEmpty() || hasBlank || (star >= 0 && star != scope.length() - 1)) {
                throw new IllegalArgumentException(
                        place + " has a table that is empty, has a blank, or has a * that is not its last character");
            }
        }
        return scopes;
    }

    /// Whether clients have to present a key.
    public boolean isRequired() {
        return !entries.isEmpty();
    }

    /// Whose key that is. All digests are compared, each in constant time.
    ///
    /// @throws ApiException (401) if a key is required and that is none
    public Principal authenticate(Optional<String> key) {
        if (entries.isEmpty()) {
            return Principal.ANYONE;
        }
        if (key.isEmpty() || key.get().length() > MAX_KEY_CHARS) {
            throw new ApiException(
                    ErrorCode.UNAUTHENTICATED, "a key is needed: send it as x-api-key, or as Authorization: Bearer");
        }
        byte[] digest = sha256(key.get());
        Principal found = null;
        for (Entry entry : entries) {
            if (MessageDigest.isEqual(entry.digest(), digest)) {
                found = entry.principal();
            }
        }
        if (found == null) {
            throw new ApiException(ErrorCode.UNAUTHENTICATED, "the key is not known here");
        }
        return found;
    }

    private static byte[] sha256(String key) {
        try {
            return MessageDigest.getInstance("SHA-256").digest(key.getBytes(StandardCharsets.UTF_8));
        } catch (NoSuchAlgorithmException e) {
            throw new IllegalStateException("every Java platform has SHA-256", e);
        }
    }
}
