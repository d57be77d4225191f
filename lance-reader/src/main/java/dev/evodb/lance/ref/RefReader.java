package dev.evodb.lance.ref;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonParser;
import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.core.JsonToken;
import com.fasterxml.jackson.core.StreamReadConstraints;
import com.fasterxml.jackson.core.exc.StreamConstraintsException;
import dev.evodb.bytes.ByteSlice;
import dev.evodb.bytes.ByteSource;
import dev.evodb.error.CorruptFileException;
import dev.evodb.error.LimitExceededException;
import dev.evodb.error.Location;
import dev.evodb.error.UnsupportedFeatureException;
import dev.evodb.lance.io.NotATableException;
import dev.evodb.lance.io.TableStore;
import java.io.IOException;
import java.nio.file.NoSuchFileException;
import java.time.Instant;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;

/// Reads the small JSON documents beside the manifests. Of each only the fields that a reader needs are
/// looked at; they are plain values of the outermost object.
public final class RefReader {
    private static final String TAGS = "_refs/tags";
    private static final String BRANCHES = "_refs/branches";
    private static final String HINT = "_versions/latest_version_hint.json";
    private static final int MAX_BYTES = 1 << 20;
    private static final int MAX_DEPTH = 32;
    private static final JsonFactory JSON = JsonFactory.builder()
            .streamReadConstraints(
                    StreamReadConstraints.builder().maxNestingDepth(MAX_DEPTH).build())
            .build();

    private final TableStore root;

    /// Reads below the root of the main branch.
    public RefReader(TableStore root) {
        this.root = root;
    }

    /// All tags, by name.
    ///
    /// @throws UnsupportedFeatureException if the store cannot list
    public List<Tag> tags() throws IOException {
        List<Tag> tags = new ArrayList<>();
        for (String name : names(TAGS)) {
            tag(name).ifPresent(tags::add);
        }
        return List.copyOf(tags);
    }

    /// All branches but the main one, by name.
    ///
    /// @throws UnsupportedFeatureException if the store cannot list
    public List<Branch> branches() throws IOException {
        List<Branch> branches = new ArrayList<>();
        for (String name : names(BRANCHES)) {
            branch(name).ifPresent(branches::add);
        }
        return List.copyOf(branches);
    }

    /// The tag of that name.
    ///
    /// @throws CorruptFileException if its file is broken
    public Optional<Tag> tag(String name) throws IOException {
        Optional<Document> document = read(TAGS + "/" + RefName.toFile(name));
        return document.isEmpty()
                ? Optional.empty()
                : Optional.of(new Tag(
                        name,
                        document.get().branch("branch"),
                        document.get().unsigned("version"),
                        document.get().unsignedOrZero("manifestSize")));
    }

    /// The branch of that name.
    ///
    /// @throws CorruptFileException if its file is broken
    public Optional<Branch> branch(String name) throws IOException {
        Optional<Document> document = read(BRANCHES + "/" + RefName.toFile(name));
        return document.isEmpty()
                ? Optional.empty()
                : Optional.of(new Branch(
                        name,
                        document.get().branch("parentBranch"),
                        document.get().unsigned("parentVersion"),
                        document.get().seconds("createAt")));
    }

    /// The tag of that name.
    ///
    /// @throws IllegalArgumentException if there is none
    public Tag requiredTag(String name) throws IOException {
        Optional<Tag> tag = tag(name);
        if (tag.isEmpty()) {
            throw new IllegalArgumentException(
                    "no tag " + name + (root.canList() ? ", the tags are " + names(TAGS) : ""));
        }
        return tag.get();
    }

    /// The branch of that name.
    ///
    /// @throws IllegalArgumentException if there is none
    public Branch requiredBranch(String name) throws IOException {
        Optional<Branch> branch = branch(name);
        if (branch.isEmpty()) {
            throw new IllegalArgumentException(
                    "no branch " + name + (root.canList() ? ", the branches are " + names(BRANCHES) : ""));
        }
        return branch.get();
    }

    /// The version that writers left as a hint at the newest one. There may be newer ones, and it may be
    /// gone.
    public OptionalLong versionHint() throws IOException {
        Optional<Document> document = read(HINT);
        return document.isEmpty()
                ? OptionalLong.empty()
                : OptionalLong.of(document.get().unsigned("version"));
    }

    private List<String> names(String folder) throws IOException {
        if (!root.canList()) {
            throw new UnsupportedFeatureException(
                    "list of references",
                    "of a store that cannot list",
                    "a reference by its name",
                    Location.of(folder));
        }
        List<String> files;
        try {
            files = root.list(folder);
        } catch (NotATableException _) {
            // Nothing was ever tagged or branched: there is no such folder.
            return List.of();
        }
        return files.stream()
                .map(RefName::ofFile)
                .flatMap(Optional::stream)
                .sorted()
                .toList();
    }

    private Optional<Document> read(String path) throws IOException {
        try (ByteSource source = root.open(path)) {
            Location at = Location.of(path);
            if (source.length() > MAX_BYTES) {
                throw new LimitExceededException("bytes of a reference", MAX_BYTES, source.length(), at);
            }
            return Optional.of(parse(source.read(0, (int) source.length()), at));
        } catch (NoSuchFileException _) {
            return Optional.empty();
        }
    }

    private static Document parse(ByteSlice bytes, Location at) throws IOException {
        Map<String, String> values = new HashMap<>();
        try (JsonParser parser = JSON.createParser(bytes.array(), bytes.from(), bytes.length())) {
            if (parser.nextToken() != JsonToken.START_OBJECT) {
                throw new CorruptFileException(at, "reference is not a JSON object");
            }
            while (parser.nextToken() == JsonToken.FIELD_NAME) {
                String name = parser.currentName();
                JsonToken value = parser.nextToken();
                if (value != null && value.isScalarValue() && value != JsonToken.VALUE_NULL) {
                    values.put(name, parser.getText());
                } else {
                    parser.skipChildren();
                }
            }
            if (parser.currentToken() != JsonToken.END_OBJECT || parser.nextToken() != null) {
                throw new CorruptFileException(at, "reference is not one JSON object");
            }
        } catch (StreamConstraintsException e) {
            throw new LimitExceededException("JSON depth", MAX_DEPTH, MAX_DEPTH + 1L, at);
        } catch (JsonProcessingException e) {
            throw new CorruptFileException(at, "reference is not JSON: " + e.getOriginalMessage(), e);
        }
        return new Document(values, at);
    }

    /// The plain values of a document, as texts.
    private record Document(Map<String, String> values, Location at) {
        Optional<String> branch(String name) {
            String value = values.get(name);
            return value == null ? Optional.empty() : Optional.of(RefName.check(value, at));
        }

        long unsigned(String name) {
            String value = values.getOrDefault(name, "");
            try {
                return Long.parseUnsignedLong(value);
            } catch (NumberFormatException e) {
                throw new CorruptFileException(at, name + " is no whole number", e);
            }
        }

        long unsignedOrZero(String name) {
            return values.containsKey(name) ? unsigned(name) : 0;
        }

        Instant seconds(String name) {
            long seconds = unsigned(name);
            // The last second of the year 9999.
            if (seconds < 0 || seconds > 253_402_300_799L) {
                throw new CorruptFileException(at, name + " is not inside the years 1970 to 9999");
            }
            return Instant.ofEpochSecond(seconds);
        }
    }
}
