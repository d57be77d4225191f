package dev.evodb.cli;

import dev.evodb.cli.input.TableOptions;
import dev.evodb.cli.output.JsonOutput;
import dev.evodb.cli.output.TextTable;
import dev.evodb.lance.Fingerprint;
import dev.evodb.lance.LanceDataset;
import dev.evodb.lance.json.JsonValues;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `evodb fingerprint`: a checksum of every column's values, to compare readers with.
@Command(name = "fingerprint", description = "Prints nulls and the SHA-256 of the canonical values of every column.")
final class FingerprintCommand implements Callable<Integer> {
    @Mixin
    private TableOptions table = new TableOptions();

    @Option(names = "--columns", split = ",", paramLabel = "a,b.c", description = "Columns; default: all.")
    private @Nullable List<String> columns;

    @Option(names = "--with-row-id", description = "Add the column _rowid.")
    private boolean withRowId;

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        try (LanceDataset dataset = table.open()) {
            List<String> names = new ArrayList<>(columns == null ? dataset.columnNames() : columns);
            if (withRowId) {
                names.add(LanceDataset.ROW_ID);
            }
            Fingerprint fingerprint = Fingerprint.of(dataset, names);
            PrintWriter out = spec.commandLine().getOut();
            if (json) {
                write(out, fingerprint);
            } else {
                print(out, fingerprint);
            }
        }
        return ExitCode.DONE.number();
    }

    private static void write(PrintWriter out, Fingerprint fingerprint) throws IOException {
        JsonOutput.line(out, generator -> {
            generator.writeStartObject();
            generator.writeFieldName("version");
            JsonValues.writeUnsigned(generator, fingerprint.version());
            generator.writeStringField("fileFormatVersion", fingerprint.fileFormatVersion());
            generator.writeNumberField("rows", fingerprint.rows());
            generator.writeObjectFieldStart("columns");
            for (Map.Entry<String, Fingerprint.ColumnPrint> column :
                    fingerprint.columns().entrySet()) {
                generator.writeObjectFieldStart(column.getKey());
                generator.writeNumberField("nulls", column.getValue().nulls());
                generator.writeStringField("sha256", column.getValue().sha256());
                generator.writeEndObject();
            }
            generator.writeEndObject();
            generator.writeEndObject();
        });
    }

    private static void print(PrintWriter out, Fingerprint fingerprint) {
        out.println("version " + Long.toUnsignedString(fingerprint.version()) + ", file version "
                + fingerprint.fileFormatVersion() + ", " + fingerprint.rows() + " rows");
        TextTable columns = new TextTable(List.of("column", ">nulls", "sha256"));
        fingerprint
                .columns()
                .forEach((name, column) -> columns.add(name, Long.toString(column.nulls()), column.sha256()));
        columns.print(out, "");
    }
}
