package dev.evodb.lance;

import dev.evodb.bytes.ByteSource;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.LimitExceededException;
import dev.evodb.error.Location;
import dev.evodb.error.UnsupportedFeatureException;
import dev.evodb.lance.io.NotATableException;
import dev.evodb.lance.io.TableStore;
import dev.evodb.lance.manifest.Manifest;
import dev.evodb.lance.manifest.ManifestFile;
import dev.evodb.lance.manifest.ManifestReader;
import dev.evodb.lance.ref.RefReader;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.util.List;
import java.util.Optional;
import java.util.OptionalLong;

/// Finds the manifests of one branch.
///
/// A version that is asked for by number is opened by its name, which costs one request. The newest one
/// is the first of a listing; where the store cannot list, the search goes forward from the hint of the
/// writers, version by version, until there is none. The hint alone is never the answer: it may be older
/// than the newest version.
final class Versions {
    private static final String FOLDER = "_versions";

    /// Of very old tables, which kept a copy of the newest manifest here.
    private static final String LATEST = "_latest.manifest";

    /// Most versions that are looked for after the one of the hint.
    private static final int MAX_PROBES = 10_000;

    private final TableStore store;
    private final ReadLimits limits;

    /// A manifest and where it is.
    record Found(Manifest manifest, String path) {}

    Versions(TableStore store, ReadLimits limits) {
        this.store = store;
        this.limits = limits;
    }

    /// Every version there is, oldest first.
    ///
    /// @throws NotATableException if there is no table
    /// @throws UnsupportedFeatureException if the store cannot list
    List<ManifestFile> all() throws IOException {
        if (!store.canList()) {
            throw new UnsupportedFeatureException(
                    "list of versions", "of a store that cannot list", "a version by its number", location());
        }
        List<ManifestFile> manifests = ManifestFile.among(store.list(FOLDER));
        if (manifests.isEmpty()) {
            throw new NotATableException(store.name(), "has no manifest in its " + FOLDER + " folder");
        }
        return manifests;
    }

    /// The version of that number.
    ///
    /// @throws IllegalArgumentException if there is none
    Found get(long version) throws IOException {
        Optional<Found> found = find(version);
        if (found.isEmpty()) {
            throw new IllegalArgumentException("no version " + Long.toUnsignedString(version)
                    + (store.canList() ? ", the versions are " + VersionRanges.of(all()) : ""));
        }
        return found.get();
    }

    private Optional<Found> find(long version) throws IOException {
        for (ManifestFile candidate : ManifestFile.namesOf(version)) {
            Optional<Found> found = read(candidate);
            if (found.isPresent()) {
                return found;
            }
        }
        return Optional.empty();
    }

    /// The newest version.
    ///
    /// @throws NotATableException if there is no table
    Found newest() throws IOException {
        if (!store.canList()) {
            return newestByProbing();
        }
        List<ManifestFile> manifests;
        try {
            manifests = all();
        } catch (NotATableException e) {
            Optional<Manifest> latest = read(LATEST);
            return new Found(latest.orElseThrow(() -> e), LATEST);
        }
        ManifestFile newest = manifests.getLast();
        return read(newest).orElseThrow(() -> new NoSuchFileException(FOLDER + "/" + newest.name()));
    }

    private Found newestByProbing() throws IOException {
        OptionalLong hint = new RefReader(store).versionHint();
        Optional<Found> newest = hint.isEmpty() ? Optional.empty() : find(hint.getAsLong());
        if (newest.isEmpty()) {
            Optional<Manifest> latest = read(LATEST);
            if (latest.isPresent()) {
                return new Found(latest.get(), LATEST);
            }
            throw new UnsupportedFeatureException(
                    "newest version",
                    "in a store that cannot list and has no hint at it",
                    "a version by its number",
                    location());
        }
        Found last = newest.get();
        for (int probes = 0; probes < MAX_PROBES; probes++) {
            Optional<Found> next = read(successor(last));
            if (next.isEmpty()) {
                return last;
            }
            last = next.get();
        }
        throw new LimitExceededException("versions newer than the hint", MAX_PROBES, MAX_PROBES + 1L, location());
    }

    /// The manifest of the version after `found`: a table names all its manifests alike.
    private static ManifestFile successor(Found found) {
        List<ManifestFile> names = ManifestFile.namesOf(found.manifest().version() + 1);
        return found.path().length() == (FOLDER + "/" + names.getFirst().name()).length()
                ? names.getFirst()
                : names.getLast();
    }

    /// Nothing if there is no such file.
    private Optional<Found> read(ManifestFile file) throws IOException {
        String path = FOLDER + "/" + file.name();
        Optional<Manifest> manifest = read(path);
        if (manifest.isPresent() && manifest.get().version() != file.version()) {
            throw new CorruptFileException(
                    Location.of(path),
                    "manifest is of version "
                            + Long.toUnsignedString(manifest.get().version()) + ", its name says version "
                            + Long.toUnsignedString(file.version()));
        }
        return manifest.map(found -> new Found(found, path));
    }

    private Location location() {
        return Location.of(store.name());
    }

    private Optional<Manifest> read(String path) throws IOException {
        try (ByteSource source = store.open(path)) {
            return Optional.of(new ManifestReader(source, limits).read());
        } catch (NoSuchFileException _) {
            return Optional.empty();
        }
    }
}
