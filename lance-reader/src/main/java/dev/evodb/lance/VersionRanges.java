package dev.evodb.lance;

import dev.evodb.lance.manifest.ManifestFile;
import java.util.List;

/// Version numbers for people: `1..4, 7`.
final class VersionRanges {
    private static final int MAX_RANGES = 20;

    private VersionRanges() {}

    /// The versions of `manifests`, which ascend; the oldest are left out when there are too many gaps.
    static String of(List<ManifestFile> manifests) {
        String text = "";
        int ranges = 0;
        int end = manifests.size() - 1;
        while (end >= 0) {
            if (ranges == MAX_RANGES) {
                return "…, " + text;
            }
            int start = end;
            while (start > 0
                    && manifests.get(start - 1).version() + 1
                            == manifests.get(start).version()) {
                start--;
            }
            String first = Long.toUnsignedString(manifests.get(start).version());
            String last = Long.toUnsignedString(manifests.get(end).version());
            text = (start == end ? first : first + ".." + last) + (text.isEmpty() ? "" : ", " + text);
            ranges++;
            end = start - 1;
        }
        return text;
    }
}
