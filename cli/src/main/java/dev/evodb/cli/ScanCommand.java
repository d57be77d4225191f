package dev.evodb.cli;

import dev.evodb.cli.input.TableOptions;
import dev.evodb.cli.output.Progress;
import dev.evodb.cli.output.RowFormat;
import dev.evodb.cli.output.RowOutput;
import dev.evodb.lance.LanceDataset;
import dev.evodb.lance.Scan;
import dev.evodb.lance.ScanRequest;
import java.io.IOException;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `evodb scan`: rows in table order.
@Command(name = "scan", description = "Prints rows of a table, in table order.")
final class ScanCommand implements Callable<Integer> {
    @Mixin
    private TableOptions table = new TableOptions();

    @Option(names = "--columns", split = ",", paramLabel = "a,b.c", description = "Columns; default: all.")
    private @Nullable List<String> columns;

    @Option(names = "--filter", paramLabel = "SQL", description = "Only rows for which this predicate is true.")
    private @Nullable String filter;

    @Option(names = "--offset", paramLabel = "N", description = "Rows to leave out at the front.")
    private long offset;

    @Option(names = "--limit", paramLabel = "N", description = "Most rows to print.")
    private @Nullable Long limit;

    @Option(names = "--with-row-id", description = "Add the column _rowid.")
    private boolean withRowId;

    @Option(names = "--with-row-address", description = "Add the column _rowaddr.")
    private boolean withRowAddress;

    @Option(
            names = "--format",
            paramLabel = "F",
            defaultValue = "table",
            description = "table, jsonl or arrow (IPC file); the last two are lossless. Default: table.")
    private RowFormat format = RowFormat.TABLE;

    @Option(names = "--out", paramLabel = "FILE", description = "Write to a file; needed for arrow.")
    private @Nullable Path file;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        ScanRequest request = ScanRequest.ALL.offset(offset);
        if (columns != null) {
            request = request.columns(columns);
        }
        if (filter != null) {
            request = request.where(filter);
        }
        if (limit != null) {
            request = request.limit(limit);
        }
        if (withRowId) {
            request = request.withRowId();
        }
        if (withRowAddress) {
            request = request.withRowAddress();
        }
        try (LanceDataset dataset = table.open();
                Scan scan = dataset.scan(request)) {
            RowOutput output = RowOutput.of(format, file, spec.commandLine().getOut());
            if (file == null) {
                output.write(scan, _ -> {});
            } else {
                writeWithProgress(output, scan, filter == null ? rowsOf(dataset) : 0);
            }
        }
        return ExitCode.DONE.number();
    }

    /// A bar and rows on the same screen would be in each other's way; so there is one only with a file.
    private void writeWithProgress(RowOutput output, Scan scan, long total) throws IOException {
        try (Progress progress = new Progress("scan", spec.commandLine().getErr())) {
            progress.rows(0, total);
            output.write(scan, done -> progress.rows(done, total));
        }
    }

    private long rowsOf(LanceDataset dataset) throws IOException {
        long rows = Math.max(0, dataset.countRows() - offset);
        return limit == null ? rows : Math.min(rows, limit);
    }
}
