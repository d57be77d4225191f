package dev.evodb.lance;

import dev.evodb.lance.io.LocalFolder;
import dev.evodb.lance.io.TableStore;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// How to open a table. Immutable; every method answers a changed copy.
///
/// `version`, unsigned, is absent for the newest one of the `branch`, which is absent for the main
/// branch. A `tag` stands for both. `bases` allow files outside of the table's own root, see [#withBase].
public record OpenOptions(
        OptionalLong version,
        Optional<String> tag,
        Optional<String> branch,
        List<BaseMapping> bases,
        ReadLimits limits) {
    /// The newest version, with [ReadLimits#DEFAULT].
    public static final OpenOptions DEFAULT =
            new OpenOptions(OptionalLong.empty(), Optional.empty(), Optional.empty(), List.of(), ReadLimits.DEFAULT);

    public OpenOptions {
        bases = List.copyOf(bases);
        if (tag.isPresent() && (version.isPresent() || branch.isPresent())) {
            throw new IllegalArgumentException("a tag names a version of a branch; ask for no other one beside it");
        }
    }

    /// The version of that number.
    public OpenOptions withVersion(long newVersion) {
        return new OpenOptions(OptionalLong.of(newVersion), tag, branch, bases, limits);
    }

    /// The version that the tag names.
    public OpenOptions withTag(String newTag) {
        return new OpenOptions(version, Optional.of(newTag), branch, bases, limits);
    }

    /// The branch of that name: its newest version, or the one of [#withVersion].
    public OpenOptions withBranch(String newBranch) {
        return new OpenOptions(version, tag, Optional.of(newBranch), bases, limits);
    }

    /// Allows files that the manifest records at or below the absolute path `prefix`, and reads them from
    /// `store`, which stands for `prefix`. Branches and shallow clones need it where the table they come
    /// from has moved or is another one. The longest prefix wins; places below the table's own root are
    /// always allowed; all others are refused.
    public OpenOptions withBase(String prefix, TableStore store) {
        List<BaseMapping> more = new ArrayList<>(bases);
        more.add(new BaseMapping(prefix, store));
        return new OpenOptions(version, tag, branch, more, limits);
    }

    /// As above, with a folder of this machine.
    ///
    /// @throws dev.evodb.lance.io.NotATableException if there is no such folder
    public OpenOptions withBase(String prefix, Path folder) throws IOException {
        return withBase(prefix, LocalFolder.open(folder));
    }

    public OpenOptions withLimits(ReadLimits newLimits) {
        return new OpenOptions(version, tag, branch, bases, newLimits);
    }
}
