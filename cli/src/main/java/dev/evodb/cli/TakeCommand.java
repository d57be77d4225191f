package dev.evodb.cli;

import dev.evodb.cli.input.TableOptions;
import dev.evodb.cli.output.RowFormat;
import dev.evodb.cli.output.RowOutput;
import dev.evodb.lance.LanceDataset;
import dev.evodb.lance.RecordBatch;
import java.io.IOException;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `evodb take`: single rows, in the order asked for.
@Command(name = "take", description = "Prints the rows asked for, in that order, repeated as often as asked for.")
final class TakeCommand implements Callable<Integer> {
    /// What `--rows` counts.
    enum By {
        OFFSET,
        ROWID
    }

    @Mixin
    private TableOptions table = new TableOptions();

    @Option(
            names = "--rows",
            split = ",",
            required = true,
            paramLabel = "5,3,5",
            description = "Offsets from the start of the table, or row ids with --by rowid.")
    private List<String> rows = List.of();

    @Option(names = "--columns", split = ",", paramLabel = "a,b.c", description = "Columns; default: all.")
    private @Nullable List<String> columns;

    @Option(
            names = "--by",
            paramLabel = "WHAT",
            defaultValue = "offset",
            description = "offset or rowid: what --rows counts. Default: offset.")
    private By by = By.OFFSET;

    @Option(
            names = "--format",
            paramLabel = "F",
            defaultValue = "table",
            description = "table or jsonl. Default: table.")
    private RowFormat format = RowFormat.TABLE;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        if (format == RowFormat.ARROW) {
            throw new IllegalArgumentException("take prints table or jsonl; for arrow use scan");
        }
        long[] numbers = rows.stream().mapToLong(TakeCommand::number).toArray();
        try (LanceDataset dataset = table.open()) {
            List<String> names = columns == null ? dataset.columnNames() : columns;
            RecordBatch batch = by == By.OFFSET ? dataset.take(names, numbers) : dataset.takeRowIds(names, numbers);
            RowOutput.of(format, null, spec.commandLine().getOut()).write(batch);
        }
        return ExitCode.DONE.number();
    }

    private static long number(String text) {
        try {
            return Long.parseUnsignedLong(text.strip());
        } catch (NumberFormatException e) {
            throw new IllegalArgumentException("--rows must be whole numbers, got " + text, e);
        }
    }
}
