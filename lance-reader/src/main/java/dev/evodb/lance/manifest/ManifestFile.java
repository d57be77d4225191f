package dev.evodb.lance.manifest;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/// A manifest in a `_versions` folder: the version that its name states. `version` is unsigned.
///
/// `<version>.manifest` is the first naming scheme; `<2^64-1-version>.manifest` with exactly twenty
/// digits the second, in which the newest version comes first in a listing.
public record ManifestFile(long version, String name) {
    private static final String SUFFIX = ".manifest";
    private static final int INVERTED_DIGITS = 20;

    /// The manifest of that file name; nothing for other files, for detached versions (`d….manifest`)
    /// too.
    public static Optional<ManifestFile> parse(String name) {
        if (!name.endsWith(SUFFIX)) {
            return Optional.empty();
        }
        String digits = name.substring(0, name.length() - SUFFIX.length());
        if (digits.isEmpty()
                || digits.length() > INVERTED_DIGITS
                || !digits.chars().allMatch(c -> c >= '0' && c <= '9')
                || (digits.length() == INVERTED_DIGITS && digits.compareTo("18446744073709551615") > 0)) {
            return Optional.empty();
        }
        long number = Long.parseUnsignedLong(digits);
        return Optional.of(new ManifestFile(digits.length() == INVERTED_DIGITS ? ~number : number, name));
    }

    /// The names that the manifest of `version` may have, the one of newer tables first.
    public static List<ManifestFile> namesOf(long version) {
        String inverted = Long.toUnsignedString(~version);
        String padded = "0".repeat(INVERTED_DIGITS - inverted.length()) + inverted;
        String plain = Long.toUnsignedString(version);
        ManifestFile newer = new ManifestFile(version, padded + SUFFIX);
        // Twenty digits are always read as an inverted number, so that a version so high has one name only.
        return plain.length() == INVERTED_DIGITS
                ? List.of(newer)
                : List.of(newer, new ManifestFile(version, plain + SUFFIX));
    }

    /// The manifests among the names of a listing, oldest version first. Where both schemes name one
    /// version, the second one counts.
    public static List<ManifestFile> among(Collection<String> names) {
        Map<Long, ManifestFile> versions = new TreeMap<>(Long::compareUnsigned);
        for (String name : names) {
            parse(name)
                    .ifPresent(found -> versions.merge(
                            found.version(),
                            found,
                            (a, b) -> a.name().length() == SUFFIX.length() + INVERTED_DIGITS ? a : b));
        }
        return List.copyOf(versions.values());
    }
}
