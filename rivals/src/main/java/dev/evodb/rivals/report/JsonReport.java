package dev.evodb.rivals.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.evodb.rivals.judge.Curve;
import dev.evodb.rivals.judge.Spread;
import dev.evodb.rivals.judge.Verdict;
import dev.evodb.rivals.report.Comparison.Result;
import java.io.IOException;
import java.io.Writer;
import java.nio.file.Files;
import java.nio.file.Path;

/// A comparison as one JSON document, with every point of every round.
public final class JsonReport {
    private JsonReport() {}

    public static void write(Path file, Comparison comparison) throws IOException {
        try (Writer writer = Files.newBufferedWriter(file);
                JsonGenerator out = new JsonFactory().createGenerator(writer)) {
            out.useDefaultPrettyPrinter();
            out.writeStartObject();
            out.writeStringField("set", comparison.set());
            out.writeStringField("conditions", comparison.conditions());
            out.writeNumberField("k", comparison.k());
            out.writeArrayFieldStart("peers");
            for (Result result : comparison.results()) {
                write(out, result);
            }
            out.writeEndArray();
            out.writeArrayFieldStart("verdicts");
            for (double recall : Comparison.RECALLS) {
                for (Verdict verdict : comparison.verdicts(recall)) {
                    write(out, verdict);
                }
            }
            out.writeEndArray();
            strings(out, "missing", comparison.missing());
            strings(out, "scaling", comparison.scaling());
            out.writeEndObject();
        }
    }

    private static void strings(JsonGenerator out, String name, Iterable<String> values) throws IOException {
        out.writeArrayFieldStart(name);
        for (String value : values) {
            out.writeString(value);
        }
        out.writeEndArray();
    }

    private static void write(JsonGenerator out, Result result) throws IOException {
        out.writeStartObject();
        out.writeStringField("name", result.peer());
        out.writeBooleanField("isOurs", result.isOurs());
        out.writeStringField("note", result.note());
        out.writeStringField("gate", result.gate());
        if (result.built().isPresent()) {
            out.writeNumberField("buildCpuSeconds", result.built().get().cpuSeconds());
            out.writeNumberField("buildWallSeconds", result.built().get().wallSeconds());
            out.writeNumberField("buildPeakMegabytes", result.built().get().peakMegabytes());
        }
        write(out, "residentMegabytes", result.residentMegabytes());
        write(out, "bytesPerVector", result.bytesPerVector());
        for (double recall : Comparison.RECALLS) {
            write(out, "queriesPerCpuSecondAt" + Math.round(100 * recall), result.rate(recall));
        }
        out.writeArrayFieldStart("rounds");
        for (Curve round : result.rounds()) {
            out.writeStartArray();
            for (Curve.Point point : round.points()) {
                out.writeStartObject();
                out.writeStringField("setting", point.setting());
                out.writeNumberField("recall", point.recall());
                out.writeNumberField("queriesPerCpuSecond", point.rate());
                out.writeNumberField("queriesPerWallSecond", point.wallRate());
                out.writeNumberField("p50Micros", point.p50Micros());
                out.writeNumberField("p99Micros", point.p99Micros());
                out.writeEndObject();
            }
            out.writeEndArray();
        }
        out.writeEndArray();
        out.writeEndObject();
    }

    private static void write(JsonGenerator out, String name, Spread spread) throws IOException {
        out.writeObjectFieldStart(name);
        if (!spread.isEmpty()) {
            out.writeNumberField("median", spread.median());
            out.writeNumberField("least", spread.least());
            out.writeNumberField("most", spread.most());
        }
        out.writeEndObject();
    }

    private static void write(JsonGenerator out, Verdict verdict) throws IOException {
        out.writeStartObject();
        out.writeStringField("ours", verdict.ours());
        out.writeStringField("rival", verdict.rival());
        out.writeNumberField("recall", verdict.recall());
        write(out, "ratio", verdict.ratio());
        out.writeStringField("text", verdict.text());
        out.writeEndObject();
    }
}
