package dev.evodb.lance;

import dev.evodb.bytes.ByteSource;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.Location;
import dev.evodb.error.UnsupportedFeatureException;
import dev.evodb.lance.io.RelativePath;
import dev.evodb.lance.io.TableStore;
import dev.evodb.lance.manifest.BasePath;
import java.io.IOException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.OptionalInt;
import org.jspecify.annotations.Nullable;

/// Finds the files of a table: below its own root, or below another place that its manifest records and
/// the caller allows. What is not allowed is refused by name, and nothing there is touched.
final class BasePaths {
    private final TableStore own;
    private final Map<Integer, BasePath> recorded = new HashMap<>();
    private final List<BaseMapping> allowed;
    private final Location manifest;

    /// A file in a store.
    record StoredFile(TableStore store, String path) {
        /// Opens it; the caller closes it.
        ByteSource open() throws IOException {
            return store.open(path);
        }
    }

    /// @throws CorruptFileException if two of the recorded places have one id
    BasePaths(TableStore own, List<BasePath> recorded, List<BaseMapping> allowed, Location manifest) {
        this.own = own;
        this.allowed = allowed;
        this.manifest = manifest;
        for (BasePath base : recorded) {
            if (this.recorded.put(base.id(), base) != null) {
                throw new CorruptFileException(manifest, "two base paths have the id " + base.id());
            }
        }
    }

    /// The file `name`, which has passed [RelativePath#check], in `folder` (`data/`) of the table's own
    /// root, or of the place with the id `baseId`. A place that is no table's root holds its files
    /// without that folder.
    ///
    /// @throws UnsupportedFeatureException if nobody allowed that place
    StoredFile file(String folder, String name, OptionalInt baseId) {
        if (baseId.isEmpty()) {
            return new StoredFile(own, folder + name);
        }
        BasePath base = recorded.get(baseId.getAsInt());
        if (base == null) {
            throw new CorruptFileException(
                    manifest,
                    "file " + name + " is below the base path " + baseId.getAsInt() + ", which is not recorded");
        }
        return new StoredFile(store(base), base.isDatasetRoot() ? folder + name : name);
    }

    private TableStore store(BasePath base) {
        BaseMapping nearest = null;
        String rest = "";
        for (BaseMapping mapping : allowed) {
            @Nullable String below = mapping.below(base.path());
            if (below != null
                    && (nearest == null
                            || mapping.prefix().length() > nearest.prefix().length())) {
                nearest = mapping;
                rest = below;
            }
        }
        if (nearest == null) {
            throw new UnsupportedFeatureException(
                    "base path",
                    base.id() + " (" + printable(base.path()) + ")",
                    "files below the table's own root, and base paths that are mapped when it is opened",
                    manifest);
        }
        return Subfolder.of(nearest.store(), rest.isEmpty() ? rest : RelativePath.check(rest, manifest));
    }

    /// The place as a log may have it: one line, not endless, without user names, passwords and
    /// signatures.
    private static String printable(String path) {
        int query = path.indexOf('?');
        String shown = query < 0 ? path : path.substring(0, query);
        int authority = shown.indexOf("://");
        int user = authority < 0 ? -1 : shown.lastIndexOf('@');
        if (user > authority) {
            shown = shown.substring(0, authority + 3) + shown.substring(user + 1);
        }
        StringBuilder text = new StringBuilder();
        shown.chars().limit(200).forEach(c -> text.append(Character.isISOControl(c) ? '?' : (char) c));
        return text.toString();
    }
}
