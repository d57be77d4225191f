package dev.evodb.chain.jvm.json;

import com.fasterxml.jackson.core.JsonFactory;
import com.fasterxml.jackson.core.JsonGenerator;
import dev.evodb.chain.CallPolicy;
import dev.evodb.chain.Chain;
import dev.evodb.chain.Combiner;
import dev.evodb.chain.Condition;
import dev.evodb.chain.Cost;
import dev.evodb.chain.FanOut;
import dev.evodb.chain.Partitioner;
import dev.evodb.chain.Placement;
import dev.evodb.chain.Snippet;
import dev.evodb.chain.Step;
import dev.evodb.chain.StepId;
import java.io.IOException;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.util.List;
import java.util.OptionalInt;
import java.util.OptionalLong;

/// Chains as JSON text: `docs/format/chain.md` is the description. What is written is read back as an
/// equal chain, and written again as the same text.
public final class ChainJson {
    /// The version of the form, member `format`.
    public static final int FORMAT = 1;

    /// The longest text that is read, in UTF-16 units.
    public static final int MAX_LENGTH = 4 << 20;

    private static final JsonFactory FACTORY = new JsonFactory();

    private final StringWriter out = new StringWriter();

    private ChainJson() {}

    /// Reads a chain. `file` is what errors call the text.
    ///
    /// @throws ChainFormatException with line and column, and with the step if it is one's fault: if
    ///     `text` is not JSON, nested too deep, a field is unknown, missing, given twice or of a wrong
    ///     kind, or the steps are no chain
    public static Chain read(String file, String text) {
        if (text.length() > MAX_LENGTH) {
            throw new ChainFormatException(
                    new Position(file, 1, 1),
                    null,
                    "text must have at most " + MAX_LENGTH + " characters, got " + text.length(),
                    null);
        }
        return ChainReader.read(NodeReader.read(file, text));
    }

    /// Reads one cost, as a snippet of a chain has it. `name` is what errors call the text.
    ///
    /// @throws ChainFormatException as for a chain
    public static Cost readCost(String name, String text) {
        return ChainReader.cost(Fields.of(NodeReader.read(name, text), "a cost", "", null));
    }

    /// The text of `chain`: one step a line, members in a fixed order, defaults left out, a line feed at
    /// the end.
    public static String write(Chain chain) {
        ChainJson writer = new ChainJson();
        try {
            writer.chain(chain);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return writer.out.toString();
    }

    private void chain(Chain chain) throws IOException {
        out.append("{\n  \"format\": ").append(Integer.toString(FORMAT));
        // Ids need no escapes.
        out.append(",\n  \"chain\": \"").append(chain.id().text());
        out.append("\",\n  \"entry\": \"").append(chain.entry().text());
        out.append("\",\n  \"steps\": [");
        String separator = "\n    ";
        for (Step step : chain.steps()) {
            out.append(separator);
            try (JsonGenerator json = FACTORY.createGenerator(out).disable(JsonGenerator.Feature.AUTO_CLOSE_TARGET)) {
                step(json, step);
            }
            separator = ",\n    ";
        }
        out.append("\n  ]\n}\n");
    }

    private static void step(JsonGenerator json, Step step) throws IOException {
        json.writeStartObject();
        json.writeStringField("id", step.id().text());
        json.writeStringField("kind", kind(step));
        if (step.placement() instanceof Placement.Hop hop) {
            snippet(json, hop.snippet());
            policy(json, hop.policy());
        }
        switch (step) {
            case Step.Invoke _ -> {}
            case Step.Sequential sequential -> ids(json, "steps", sequential.calls());
            case Step.Parallel parallel -> {
                fanOut(json, parallel.fanOut());
                ids(json, "branches", parallel.calls());
            }
            case Step.Conditional conditional -> {
                condition(json, conditional.condition());
                if (conditional.then().isPresent()) {
                    json.writeStringField("then", conditional.then().get().text());
                }
                if (conditional.otherwise().isPresent()) {
                    json.writeStringField(
                            "otherwise", conditional.otherwise().get().text());
                }
            }
        }
        json.writeEndObject();
    }

    private static String kind(Step step) {
        return switch (step) {
            case Step.Invoke _ -> "invoke";
            case Step.Sequential _ -> "sequential";
            case Step.Parallel _ -> "parallel";
            case Step.Conditional _ -> "conditional";
        };
    }

    private static void snippet(JsonGenerator json, Snippet snippet) throws IOException {
        json.writeObjectFieldStart("snippet");
        json.writeStringField("url", snippet.url());
        if (snippet.profile().isPresent()) {
            json.writeStringField("profile", snippet.profile().get());
        }
        Cost cost = snippet.cost();
        if (!cost.equals(Cost.UNKNOWN)) {
            json.writeObjectFieldStart("cost");
            number(json, "subrequests", cost.subrequests());
            number(json, "cpuMicros", cost.cpuMicros());
            number(json, "wallMicros", cost.wallMicros());
            number(json, "memoryBytes", cost.memoryBytes());
            number(json, "packageBytes", cost.packageBytes());
            if (!cost.perCall().equals(Cost.PerCall.NONE)) {
                json.writeObjectFieldStart("perCall");
                number(json, "cpuMicros", cost.perCall().cpuMicros());
                number(json, "memoryBytes", cost.perCall().memoryBytes());
                json.writeEndObject();
            }
            json.writeEndObject();
        }
        json.writeEndObject();
    }

    private static void policy(JsonGenerator json, CallPolicy policy) throws IOException {
        if (!policy.equals(CallPolicy.ONCE)) {
            json.writeObjectFieldStart("call");
            number(json, "timeoutMillis", policy.timeoutMillis());
            number(json, "retries", policy.retries());
            number(json, "hedgeAfterMillis", policy.hedgeAfterMillis());
            json.writeEndObject();
        }
    }

    private static void fanOut(JsonGenerator json, FanOut fanOut) throws IOException {
        json.writeObjectFieldStart("partitioner");
        json.writeStringField("kind", fanOut.partitioner().kind());
        switch (fanOut.partitioner()) {
            case Partitioner.Broadcast _ -> {}
            case Partitioner.Slices(List<Integer> weights) -> {
                if (!weights.isEmpty()) {
                    json.writeArrayFieldStart("weights");
                    for (int weight : weights) {
                        json.writeNumber(weight);
                    }
                    json.writeEndArray();
                }
            }
            case Partitioner.ByHash(String field) -> json.writeStringField("field", field);
            case Partitioner.ByCentroid(int most) -> json.writeNumberField("most", most);
        }
        json.writeEndObject();
        json.writeObjectFieldStart("combiner");
        json.writeStringField("kind", fanOut.combiner().kind());
        switch (fanOut.combiner()) {
            case Combiner.Collect _, Combiner.Concatenate _, Combiner.Sum _, Combiner.Nearest _ -> {}
            case Combiner.ReciprocalRankFusion(int rankConstant) -> json.writeNumberField("rankConstant", rankConstant);
        }
        json.writeEndObject();
        number(json, "quorum", fanOut.quorum());
        number(json, "concurrency", fanOut.concurrency());
        number(json, "retryBudget", fanOut.retryBudget());
    }

    private static void condition(JsonGenerator json, Condition condition) throws IOException {
        json.writeObjectFieldStart("condition");
        json.writeStringField("kind", condition.kind());
        json.writeStringField("field", condition.field());
        switch (condition) {
            case Condition.Present _ -> {}
            case Condition.Equals(var _, String value) -> json.writeStringField("value", value);
            case Condition.AtLeast(var _, long least) -> json.writeNumberField("least", least);
        }
        json.writeEndObject();
    }

    private static void ids(JsonGenerator json, String name, List<StepId> ids) throws IOException {
        json.writeArrayFieldStart(name);
        for (StepId id : ids) {
            json.writeString(id.text());
        }
        json.writeEndArray();
    }

    /// 0 is what a missing member means.
    private static void number(JsonGenerator json, String name, long value) throws IOException {
        if (value != 0) {
            json.writeNumberField(name, value);
        }
    }

    private static void number(JsonGenerator json, String name, OptionalLong value) throws IOException {
        if (value.isPresent()) {
            json.writeNumberField(name, value.getAsLong());
        }
    }

    private static void number(JsonGenerator json, String name, OptionalInt value) throws IOException {
        if (value.isPresent()) {
            json.writeNumberField(name, value.getAsInt());
        }
    }
}
