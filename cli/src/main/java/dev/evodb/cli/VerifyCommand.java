package dev.evodb.cli;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.evodb.ann.lance.VectorIndexCheck;
import dev.evodb.cli.input.TableOptions;
import dev.evodb.cli.output.JsonOutput;
import dev.evodb.cli.output.Progress;
import dev.evodb.cli.output.TextTable;
import dev.evodb.error.Location;
import dev.evodb.lance.verify.Finding;
import dev.evodb.lance.verify.Finding.Severity;
import dev.evodb.lance.verify.TableVerifier;
import dev.evodb.lance.verify.VerifyOptions;
import dev.evodb.lance.verify.VerifyReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.List;
import java.util.Locale;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Mixin;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `evodb verify`: reads everything that a table consists of and lists what is damaged.
@Command(
        name = "verify",
        description =
                "Reads every version, file, page, deletion and index of a table and lists all damage; code 3 if any.")
final class VerifyCommand implements Callable<Integer> {
    private static final long QUIET_NANOS = 2_000_000_000L;

    @Mixin
    private TableOptions table = new TableOptions();

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        VerifyReport report = verify();
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            write(out, report);
        } else {
            print(out, report);
        }
        return (report.isUndamaged() ? ExitCode.DONE : ExitCode.BAD_DATA).number();
    }

    /// Shows how far it is to a person who has waited for a while.
    private VerifyReport verify() throws IOException {
        VerifyOptions options =
                VerifyOptions.DEFAULT.withOpen(table.options()).withIndexChecks(List.of(new VectorIndexCheck()));
        if (!Progress.isTerminal()) {
            return TableVerifier.verify(table.store(), options);
        }
        long started = System.nanoTime();
        try (Progress progress = new Progress("verify", spec.commandLine().getErr())) {
            return TableVerifier.verify(table.store(), options.withProgress((stage, done, total) -> {
                if (System.nanoTime() - started > QUIET_NANOS) {
                    progress.at(stage, done, total);
                }
            }));
        }
    }

    private static void write(PrintWriter out, VerifyReport report) throws IOException {
        JsonOutput.line(out, generator -> {
            generator.writeStartObject();
            generator.writeStringField("table", report.table());
            generator.writeBooleanField("undamaged", report.isUndamaged());
            generator.writeNumberField("versions", report.versions());
            generator.writeNumberField("files", report.files());
            generator.writeNumberField("bytes", report.bytes());
            generator.writeNumberField("pages", report.pages());
            generator.writeNumberField("rows", report.rows());
            generator.writeNumberField("indices", report.indices());
            generator.writeArrayFieldStart("findings");
            for (Finding finding : report.findings()) {
                write(generator, finding);
            }
            generator.writeEndArray();
            generator.writeEndObject();
        });
    }

    private static void write(JsonGenerator generator, Finding finding) throws IOException {
        Location at = finding.at();
        generator.writeStartObject();
        generator.writeStringField("severity", wireName(finding.severity()));
        generator.writeStringField("kind", wireName(finding.kind()));
        generator.writeStringField("file", at.file());
        if (!at.column().isEmpty()) {
            generator.writeStringField("column", at.column());
        }
        if (at.page() >= 0) {
            generator.writeNumberField("page", at.page());
        }
        if (at.offset() >= 0) {
            generator.writeNumberField("offset", at.offset());
        }
        generator.writeStringField("found", finding.found());
        generator.writeStringField("expected", finding.expected());
        generator.writeEndObject();
    }

    private static void print(PrintWriter out, VerifyReport report) {
        TextTable counts = new TextTable(List.of("", ">"));
        counts.add("versions", Long.toString(report.versions()));
        counts.add("data files", Long.toString(report.files()));
        counts.add("index segments", Long.toString(report.indices()));
        counts.add("pages", Long.toString(report.pages()));
        counts.add("bytes", Long.toString(report.bytes()));
        counts.print(out, "");
        for (Severity severity : Severity.values()) {
            List<Finding> findings = report.findings().stream()
                    .filter(finding -> finding.severity() == severity)
                    .toList();
            if (!findings.isEmpty()) {
                out.println();
                out.println(title(severity) + ":");
                findings.forEach(finding -> out.println("  " + finding));
            }
        }
        out.println();
        out.println(verdict(report));
    }

    private static String verdict(VerifyReport report) {
        long notChecked = report.count(Severity.NOT_CHECKED);
        String found = report.isUndamaged() ? "no damage found" : report.count(Severity.DAMAGE) + " damaged";
        return notChecked == 0 ? found : found + ", " + notChecked + " not checked";
    }

    private static String title(Severity severity) {
        return switch (severity) {
            case DAMAGE -> "damaged";
            case WARNING -> "odd, but harmless";
            case NOT_CHECKED -> "not checked";
        };
    }

    private static String wireName(Enum<?> value) {
        return value.name().toLowerCase(Locale.ROOT);
    }
}
