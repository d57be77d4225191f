package dev.evodb.sim.report;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.evodb.sim.LevelSummary;
import dev.evodb.sim.Summary;
import dev.evodb.sim.Verdict;
import java.io.IOException;
import java.io.Writer;
import java.util.List;
import java.util.OptionalDouble;

/// A report as one JSON object, whose names are a contract with scripts: names may be added at the end,
/// none is taken away.
public final class JsonReport {
    private JsonReport() {}

    /// Writes the object and ends the line; `out` stays open.
    public static void write(Writer out, RunReport report) throws IOException {
        JsonGenerator json = new JsonFactory().createGenerator(out).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET);
        write(json, report);
        json.flush();
        out.write('\n');
        out.flush();
    }

    /// Writes the object alone.
    public static void write(JsonGenerator out, RunReport report) throws IOException {
        Verdict verdict = report.verdict();
        Summary summary = verdict.summary();
        out.writeStartObject();
        out.writeStringField("profile", verdict.limits().name());
        out.writeStringField("engine", summary.engine());
        out.writeStringField("mode", summary.mode());
        out.writeNumberField("queries", summary.queries());
        write(out, "recallAtK", report.recallAtK());
        out.writeObjectFieldStart("cpuMs");
        out.writeNumberField("p50", summary.cpuMillis().p50());
        out.writeNumberField("p99", summary.cpuMillis().p99());
        out.writeNumberField("max", summary.cpuMillis().max());
        out.writeEndObject();
        out.writeObjectFieldStart("liveMemoryBytes");
        out.writeNumberField("max", summary.liveMemoryBytes().orElse(0));
        out.writeEndObject();
        out.writeObjectFieldStart("peakMemoryBytes");
        out.writeNumberField("max", summary.peakMemoryBytes());
        out.writeEndObject();
        out.writeObjectFieldStart("subrequests");
        out.writeNumberField("max", summary.subrequests());
        out.writeEndObject();
        out.writeObjectFieldStart("bytesFetched");
        out.writeNumberField("p50", summary.bytesFetched().p50());
        out.writeNumberField("max", summary.bytesFetched().max());
        out.writeEndObject();
        out.writeNumberField("packageBytes", summary.packageBytes());
        strings(out, "violations", verdict.violations());
        out.writeStringField("verdict", verdict.wireName());
        out.writeObjectFieldStart("margins");
        out.writeStringField("cpu", verdict.cpu().wireName());
        out.writeStringField("memory", verdict.memory().wireName());
        out.writeStringField("subrequests", verdict.subrequests().wireName());
        out.writeStringField("package", verdict.packageSize().wireName());
        out.writeEndObject();
        out.writeBooleanField("calibrated", report.calibration().isPresent());
        write(out, "forecastMs", report.forecastMillis());
        out.writeArrayFieldStart("levels");
        for (LevelSummary level : LevelSummary.of(report.measurement())) {
            write(out, level);
        }
        out.writeEndArray();
        out.writeEndObject();
    }

    private static void write(JsonGenerator out, LevelSummary level) throws IOException {
        out.writeStartObject();
        out.writeNumberField("level", level.level());
        out.writeNumberField("snippets", level.snippets());
        out.writeNumberField("invocations", level.invocations());
        out.writeObjectFieldStart("cpuMs");
        out.writeNumberField("p50", level.cpuMillis().p50());
        out.writeNumberField("p99", level.cpuMillis().p99());
        out.writeNumberField("max", level.cpuMillis().max());
        out.writeEndObject();
        out.writeObjectFieldStart("wallMicros");
        out.writeNumberField("p50", level.wallMicros().p50());
        out.writeNumberField("p99", level.wallMicros().p99());
        out.writeNumberField("max", level.wallMicros().max());
        out.writeEndObject();
        out.writeNumberField("liveMemoryBytes", level.liveMemoryBytes().orElse(0));
        out.writeNumberField("peakMemoryBytes", level.peakMemoryBytes());
        out.writeNumberField("subrequests", level.subrequests());
        out.writeObjectFieldStart("bytesFetched");
        out.writeNumberField("p50", level.bytesFetched().p50());
        out.writeNumberField("max", level.bytesFetched().max());
        out.writeEndObject();
        out.writeNumberField("refused", level.refused());
        out.writeNumberField("bypassed", level.bypassed());
        out.writeEndObject();
    }

    private static void write(JsonGenerator out, String name, OptionalDouble value) throws IOException {
        if (value.isPresent()) {
            out.writeNumberField(name, value.getAsDouble());
        } else {
            out.writeNullField(name);
        }
    }

    private static void strings(JsonGenerator out, String name, List<String> values) throws IOException {
        out.writeArrayFieldStart(name);
        for (String value : values) {
            out.writeString(value);
        }
        out.writeEndArray();
    }
}
