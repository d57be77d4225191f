package dev.evodb.lance.schema;

import dev.evodb.error.CorruptFileException;
import dev.evodb.error.LimitExceededException;
import dev.evodb.error.Location;
import dev.evodb.lance.ReadLimits;
import dev.evodb.lance.proto.MapEntry;
import dev.evodb.lance.proto.MessageReader;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;

/// The columns of a table or of one file. Immutable.
///
/// Files and tables are matched by field id, never by name or position. Source: lance
/// `protos/file.proto`, messages `Schema` and `Field`.
public final class LanceSchema {
    /// Most fields of one schema, children included.
    public static final int MAX_FIELDS = 1 << 16;

    private static final int NO_ID = -1;

    private final List<SchemaField> fields;
    private final Map<String, String> metadata;
    private final Map<Integer, SchemaField> byId;

    private LanceSchema(List<SchemaField> fields, Map<String, String> metadata) {
        this.fields = List.copyOf(fields);
        this.metadata = Map.copyOf(metadata);
        this.byId = new HashMap<>();
        fields.forEach(this::index);
    }

    /// Collects the `Field` and metadata messages of a schema that starts at `at`.
    public static Builder builder(ReadLimits limits, Location at) {
        return new Builder(limits, at);
    }

    /// The top-level columns, in schema order.
    public List<SchemaField> fields() {
        return fields;
    }

    /// Key-value metadata of the whole schema.
    public Map<String, String> metadata() {
        return metadata;
    }

    /// The field of that id, at any depth.
    public Optional<SchemaField> byId(int id) {
        return Optional.ofNullable(byId.get(id));
    }

    /// The fields from a top-level column down to the one that the dotted `path` names (`a.b`), or an
    /// empty list. Names that hold dots themselves are found too; a whole name wins over a path through
    /// it.
    public List<SchemaField> find(String path) {
        return find(fields, path);
    }

    private static List<SchemaField> find(List<SchemaField> level, String path) {
        for (SchemaField field : level) {
            if (field.name().equals(path)) {
                return List.of(field);
            }
        }
        for (SchemaField field : level) {
            if (path.startsWith(field.name() + ".")) {
                List<SchemaField> below =
                        find(field.children(), path.substring(field.name().length() + 1));
                if (!below.isEmpty()) {
                    List<SchemaField> found = new ArrayList<>(List.of(field));
                    found.addAll(below);
                    return found;
                }
            }
        }
        return List.of();
    }

    private void index(SchemaField field) {
        byId.put(field.id(), field);
        field.children().forEach(this::index);
    }

    /// Reads the flat list of fields, parents before children, into a tree. Checks every field as it
    /// comes.
    public static final class Builder {
        private final ReadLimits limits;
        private final Location at;
        private final Map<Integer, Node> nodes = new HashMap<>();
        private final Map<String, String> metadata = new LinkedHashMap<>();
        private final List<Node> columns = new ArrayList<>();
        private final Set<String> columnNames = new HashSet<>();
        private boolean isBelowOneColumn;

        private Builder(ReadLimits limits, Location at) {
            this.limits = limits;
            this.at = at;
        }

        /// Adds the message `lance.file.Field` that is the current field of `message`.
        ///
        /// @throws dev.evodb.error.CorruptFileException for an id or a sibling name met before, and for a
        ///     parent that did not come before or cannot have children
        public void addField(MessageReader message) {
            FieldMessage field = FieldMessage.read(message.message("Field"));
            if (nodes.size() == MAX_FIELDS) {
                throw new LimitExceededException("schema fields", MAX_FIELDS, MAX_FIELDS + 1L, at);
            }
            if (field.id() == NO_ID && isBelowOneColumn) {
                // Writers give neither ids nor parents to the parts of a blob; nothing refers to them.
                return;
            }
            isBelowOneColumn = switch (field.type()) {
                case LogicalType.Blob _, LogicalType.Unsupported _ -> true;
                case LogicalType.Struct(boolean isPacked) -> isPacked;
                case LogicalType.Leaf _, LogicalType.ListOf _, LogicalType.FixedSizeListOf _, LogicalType.MapOf _ ->
                    false;
            };
            Node node;
            if (field.parentId() == NO_ID) {
                node = new Node(field, 1, columns, columnNames);
            } else {
                Node parent = nodes.get(field.parentId());
                if (parent == null) {
                    throw message.corrupt(field.describe() + " is below the unknown id " + field.parentId());
                }
                if (parent.field.type() instanceof LogicalType.Leaf) {
                    throw message.corrupt(field.describe() + " is below a field of type " + parent.field.logicalType());
                }
                node = new Node(field, parent.depth + 1, parent.children, parent.childNames);
            }
            if (node.depth > limits.schemaDepth()) {
                throw new LimitExceededException("schema depth", limits.schemaDepth(), node.depth, at);
            }
            if (!node.siblingNames.add(field.name())) {
                throw message.corrupt(field.describe() + " has the name of a sibling");
            }
            node.siblings.add(node);
            if (nodes.put(field.id(), node) != null) {
                throw message.corrupt(field.describe() + " has the id of another field");
            }
        }

        /// Adds the metadata entry that is the current field of `message`.
        public void addMetadata(MessageReader message) {
            MapEntry.read(message, metadata);
        }

        /// @throws dev.evodb.error.CorruptFileException for a list that has not exactly one child
        public LanceSchema build() {
            return new LanceSchema(columns.stream().map(this::toField).toList(), metadata);
        }

        private void checkChildren(FieldMessage field, int found, int allowed) {
            if (found != allowed) {
                throw new CorruptFileException(
                        at,
                        field.describe() + " of type " + field.logicalType() + " has " + found + " children, allowed "
                                + allowed);
            }
        }

        private SchemaField toField(Node node) {
            FieldMessage field = node.field;
            int children = switch (field.type()) {
                case LogicalType.ListOf _, LogicalType.FixedSizeListOf _, LogicalType.MapOf _ -> 1;
                case LogicalType.Leaf _, LogicalType.Struct _, LogicalType.Blob _, LogicalType.Unsupported _ ->
                    node.children.size();
            };
            checkChildren(field, node.children.size(), children);
            if (field.type() instanceof LogicalType.MapOf) {
                Node entries = node.children.getFirst();
                if (!entries.field.type().equals(new LogicalType.Struct(false))) {
                    throw new CorruptFileException(
                            at,
                            field.describe() + " of type map has entries of type " + entries.field.logicalType()
                                    + ", allowed struct");
                }
                checkChildren(entries.field, entries.children.size(), 2);
            }
            return new SchemaField(
                    field.id(),
                    field.name(),
                    field.logicalType(),
                    field.type(),
                    field.isNullable(),
                    field.extensionName(),
                    field.metadata(),
                    node.children.stream().map(this::toField).toList());
        }
    }

    /// A field whose children may still come.
    private static final class Node {
        private final FieldMessage field;
        private final int depth;
        private final List<Node> siblings;
        private final Set<String> siblingNames;
        private final List<Node> children = new ArrayList<>();
        private final Set<String> childNames = new HashSet<>();

        private Node(FieldMessage field, int depth, List<Node> siblings, Set<String> siblingNames) {
            this.field = field;
            this.depth = depth;
            this.siblings = siblings;
            this.siblingNames = siblingNames;
        }
    }
}
