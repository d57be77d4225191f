package dev.evodb.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.evodb.cli.input.TableOptions;
import dev.evodb.cli.output.JsonOutput;
import dev.evodb.cli.output.TextTable;
import dev.evodb.lance.LanceDataset;
import dev.evodb.lance.json.JsonValues;
import dev.evodb.lance.manifest.BasePath;
import dev.evodb.lance.manifest.DataFile;
import dev.evodb.lance.manifest.DataFragment;
import dev.evodb.lance.manifest.DeletionFile;
import dev.evodb.lance.manifest.IndexMetadata;
import dev.evodb.lance.manifest.Manifest;
import dev.evodb.lance.ref.Branch;
import dev.evodb.lance.ref.Tag;
import dev.evodb.lance.schema.SchemaField;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.Callable;
import java.util.stream.Collectors;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `evodb inspect`: what a table consists of, from its metadata alone.
@Command(
        name = "inspect",
        description = "Shows versions, schema, fragments, file versions, deletions and indices of a table.")
final class InspectCommand implements Callable<Integer> {
    @Mixin
    private TableOptions table = new TableOptions();

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        try (LanceDataset dataset = table.open()) {
            PrintWriter out = spec.commandLine().getOut();
            if (json) {
                JsonOutput.line(out, generator -> write(generator, dataset));
            } else {
                print(out, dataset);
            }
        }
        return ExitCode.DONE.number();
    }

    private void print(PrintWriter out, LanceDataset dataset) throws IOException {
        Manifest manifest = dataset.manifest();
        TextTable facts = new TextTable(List.of("", ""));
        facts.add("table", table.uri());
        facts.add(
                "version",
                Long.toUnsignedString(dataset.version())
                        + (dataset.canList() ? " of " + dataset.versions().size() : ""));
        if (!dataset.branch().isEmpty()) {
            facts.add("branch", dataset.branch());
        }
        facts.add("file version", dataset.fileFormatVersion());
        facts.add("rows", Long.toString(dataset.countRows()));
        facts.add("written", manifest.timestamp() + writer(manifest));
        if (manifest.readerFeatureFlags() != 0) {
            facts.add("reader flags", Long.toString(manifest.readerFeatureFlags()));
        }
        for (Tag tag : dataset.canList() ? dataset.tags() : List.<Tag>of()) {
            facts.add(
                    "tag", tag.name() + " = version " + Long.toUnsignedString(tag.version()) + onBranch(tag.branch()));
        }
        for (Branch branch : dataset.canList() ? dataset.branches() : List.<Branch>of()) {
            facts.add(
                    "branch",
                    branch.name() + " from version " + Long.toUnsignedString(branch.parentVersion())
                            + onBranch(branch.parentBranch()));
        }
        for (BasePath base : manifest.basePaths()) {
            facts.add("base path " + base.id(), base.path());
        }
        new TreeMap<>(manifest.config()).forEach((key, value) -> facts.add("config " + key, value));
        if (!dataset.canList()) {
            facts.add("not known", "other versions, tags and branches: the store cannot list");
        }
        facts.print(out, "");

        out.println();
        TextTable schema = new TextTable(List.of(">id", "column", "type", "null"));
        dataset.schema().fields().forEach(field -> addField(schema, field, ""));
        schema.print(out, "");

        out.println();
        TextTable fragments = new TextTable(List.of(">fragment", ">rows", ">deleted", "file", "version", "columns"));
        for (DataFragment fragment : manifest.fragments()) {
            String deleted = fragment.deletionFile()
                    .map(DeletionFile::deletedRows)
                    .orElse(0L)
                    .toString();
            for (DataFile file : fragment.files()) {
                fragments.add(
                        Long.toString(fragment.id()),
                        Long.toString(fragment.physicalRows()),
                        deleted,
                        file.path(),
                        file.formatVersion(),
                        Integer.toString(file.fields().length));
            }
        }
        fragments.print(out, "");

        if (!dataset.indices().isEmpty()) {
            out.println();
            TextTable indices = new TextTable(List.of("index", "kind", "columns", "uuid", ">of version"));
            for (IndexMetadata index : dataset.indices()) {
                indices.add(
                        index.name(),
                        kind(index),
                        columns(dataset, index),
                        index.uuid().toString(),
                        Long.toUnsignedString(index.datasetVersion()));
            }
            indices.print(out, "");
        }
    }

    private static String onBranch(Optional<String> branch) {
        return branch.map(name -> " of branch " + name).orElse("");
    }

    private static void addField(TextTable schema, SchemaField field, String indent) {
        schema.add(
                Integer.toString(field.id()),
                indent + field.name(),
                field.logicalType() + (field.extensionName().isEmpty() ? "" : " (" + field.extensionName() + ")"),
                field.isNullable() ? "null" : "not null");
        field.children().forEach(child -> addField(schema, child, indent + "  "));
    }

    private void write(JsonGenerator out, LanceDataset dataset) throws IOException {
        Manifest manifest = dataset.manifest();
        out.writeStartObject();
        out.writeStringField("uri", table.uri());
        writeVersion(out, "version", dataset.version());
        writeVersions(out, dataset);
        out.writeStringField("branch", dataset.branch());
        writeReferences(out, dataset);
        out.writeArrayFieldStart("basePaths");
        for (BasePath base : manifest.basePaths()) {
            out.writeStartObject();
            out.writeNumberField("id", base.id());
            out.writeStringField("path", base.path());
            out.writeEndObject();
        }
        out.writeEndArray();
        writeMap(out, "config", manifest.config());
        writeMap(out, "tableMetadata", manifest.tableMetadata());
        writeMap(out, "schemaMetadata", dataset.schema().metadata());
        out.writeBooleanField("stableRowIds", manifest.hasStableRowIds());
        out.writeStringField("fileFormatVersion", dataset.fileFormatVersion());
        out.writeNumberField("rows", dataset.countRows());
        out.writeStringField("timestamp", manifest.timestamp().toString());
        out.writeStringField("writer", writer(manifest).strip());
        writeVersion(out, "readerFeatureFlags", manifest.readerFeatureFlags());
        writeVersion(out, "writerFeatureFlags", manifest.writerFeatureFlags());
        out.writeArrayFieldStart("schema");
        for (SchemaField field : dataset.schema().fields()) {
            writeField(out, field);
        }
        out.writeEndArray();
        out.writeArrayFieldStart("fragments");
        for (DataFragment fragment : manifest.fragments()) {
            writeFragment(out, fragment);
        }
        out.writeEndArray();
        out.writeArrayFieldStart("indices");
        for (IndexMetadata index : dataset.indices()) {
            out.writeStartObject();
            out.writeStringField("name", index.name());
            out.writeStringField("kind", kind(index));
            out.writeStringField("uuid", index.uuid().toString());
            out.writeArrayFieldStart("fields");
            for (int field : index.fields()) {
                out.writeNumber(field);
            }
            out.writeEndArray();
            out.writeStringField("columns", columns(dataset, index));
            writeVersion(out, "datasetVersion", index.datasetVersion());
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeEndObject();
    }

    /// `null` where the store cannot tell.
    private static void writeVersions(JsonGenerator out, LanceDataset dataset) throws IOException {
        if (!dataset.canList()) {
            out.writeNullField("versions");
            return;
        }
        out.writeArrayFieldStart("versions");
        for (long version : dataset.versions()) {
            JsonValues.writeUnsigned(out, version);
        }
        out.writeEndArray();
    }

    /// `null` where the store cannot tell.
    private static void writeReferences(JsonGenerator out, LanceDataset dataset) throws IOException {
        if (!dataset.canList()) {
            out.writeNullField("tags");
            out.writeNullField("branches");
            return;
        }
        out.writeArrayFieldStart("tags");
        for (Tag tag : dataset.tags()) {
            out.writeStartObject();
            out.writeStringField("name", tag.name());
            out.writeStringField("branch", tag.branch().orElse(""));
            writeVersion(out, "version", tag.version());
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeArrayFieldStart("branches");
        for (Branch branch : dataset.branches()) {
            out.writeStartObject();
            out.writeStringField("name", branch.name());
            out.writeStringField("parentBranch", branch.parentBranch().orElse(""));
            writeVersion(out, "parentVersion", branch.parentVersion());
            out.writeEndObject();
        }
        out.writeEndArray();
    }

    private static void writeMap(JsonGenerator out, String name, Map<String, String> map) throws IOException {
        out.writeObjectFieldStart(name);
        for (Map.Entry<String, String> entry : new TreeMap<>(map).entrySet()) {
            out.writeStringField(entry.getKey(), entry.getValue());
        }
        out.writeEndObject();
    }

    private static void writeField(JsonGenerator out, SchemaField field) throws IOException {
        out.writeStartObject();
        out.writeNumberField("id", field.id());
        out.writeStringField("name", field.name());
        out.writeStringField("logicalType", field.logicalType());
        out.writeBooleanField("nullable", field.isNullable());
        if (!field.extensionName().isEmpty()) {
            out.writeStringField("extensionName", field.extensionName());
        }
        if (!field.children().isEmpty()) {
            out.writeArrayFieldStart("children");
            for (SchemaField child : field.children()) {
                writeField(out, child);
            }
            out.writeEndArray();
        }
        out.writeEndObject();
    }

    private static void writeFragment(JsonGenerator out, DataFragment fragment) throws IOException {
        out.writeStartObject();
        out.writeNumberField("id", fragment.id());
        out.writeNumberField("physicalRows", fragment.physicalRows());
        out.writeNumberField(
                "deletedRows",
                fragment.deletionFile().map(DeletionFile::deletedRows).orElse(0L));
        out.writeArrayFieldStart("files");
        for (DataFile file : fragment.files()) {
            out.writeStartObject();
            out.writeStringField("path", file.path());
            out.writeStringField("version", file.formatVersion());
            out.writeFieldName("fields");
            out.writeArray(file.fields(), 0, file.fields().length);
            out.writeFieldName("columnIndices");
            out.writeArray(file.columnIndices(), 0, file.columnIndices().length);
            out.writeEndObject();
        }
        out.writeEndArray();
        out.writeEndObject();
    }

    private static void writeVersion(JsonGenerator out, String name, long value) throws IOException {
        out.writeFieldName(name);
        JsonValues.writeUnsigned(out, value);
    }

    private static String writer(Manifest manifest) {
        return manifest.writerVersion()
                .map(writer -> " by " + writer.library() + " " + writer.version())
                .orElse("");
    }

    /// `VectorIndexDetails` without its package and suffix; the files of an index know more.
    private static String kind(IndexMetadata index) {
        String url = index.detailsTypeUrl();
        String name = url.substring(url.lastIndexOf('.') + 1);
        return name.endsWith("IndexDetails") ? name.substring(0, name.length() - "IndexDetails".length()) : name;
    }

    private static String columns(LanceDataset dataset, IndexMetadata index) {
        return index.fields().stream()
                .map(id -> dataset.schema().byId(id).map(SchemaField::name).orElse("#" + id))
                .collect(Collectors.joining(","));
    }
}
