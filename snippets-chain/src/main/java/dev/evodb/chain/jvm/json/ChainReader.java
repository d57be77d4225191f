package dev.evodb.chain.jvm.json;

import dev.evodb.chain.CallPolicy;
import dev.evodb.chain.Chain;
import dev.evodb.chain.ChainId;
import dev.evodb.chain.ChainProblem;
import dev.evodb.chain.Combiner;
import dev.evodb.chain.Condition;
import dev.evodb.chain.Cost;
import dev.evodb.chain.FanOut;
import dev.evodb.chain.Partitioner;
import dev.evodb.chain.Placement;
import dev.evodb.chain.Snippet;
import dev.evodb.chain.Step;
import dev.evodb.chain.StepId;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;

/// Makes a chain of nodes, and remembers where its steps and their references stand.
final class ChainReader {
    private final Map<StepId, Position> steps = new HashMap<>();
    private final Map<Reference, Position> references = new HashMap<>();

    private record Reference(StepId from, StepId to) {}

    private ChainReader() {}

    static Chain read(Node document) {
        return new ChainReader().chain(Fields.of(document, "a chain", "", null));
    }

    private Chain chain(Fields fields) {
        Node format = fields.node("format");
        if (!(format instanceof Node.Numeral(var _, String literal)
                && literal.equals(Integer.toString(ChainJson.FORMAT)))) {
            throw fields.wrong(format, "format", Integer.toString(ChainJson.FORMAT));
        }
        fields.requireOnly("format", "chain", "entry", "steps");
        Node.Text name = fields.text("chain");
        ChainId id = fields.make(name.at(), "", () -> new ChainId(name.value()));
        Node.Text entryText = fields.text("entry");
        StepId entry = fields.make(entryText.at(), "", () -> new StepId(entryText.value()));
        List<Step> read = new ArrayList<>();
        for (Node node : fields.items("steps")) {
            read.add(step(node));
        }
        Optional<ChainProblem> problem = Chain.problem(entry, read);
        if (problem.isPresent()) {
            throw new ChainFormatException(
                    position(problem.get(), entryText.at()),
                    problem.get().step().text(),
                    problem.get().text(),
                    null);
        }
        return Chain.of(id, entry, read);
    }

    /// The wrong reference, else the step, else the entry, which then is not among the steps.
    private Position position(ChainProblem problem, Position entry) {
        Position step = steps.getOrDefault(problem.step(), entry);
        return problem.reference()
                .map(to -> Objects.requireNonNull(references.get(new Reference(problem.step(), to))))
                .orElse(step);
    }

    private Step step(Node node) {
        Fields unnamed = Fields.of(node, "a step", "", null);
        Node.Text text = unnamed.text("id");
        StepId id = unnamed.make(text.at(), "", () -> new StepId(text.value()));
        steps.put(id, text.at());
        Fields fields = unnamed.inStep(id.text());
        Node.Text kind = fields.text("kind");
        return switch (kind.value()) {
            case "invoke" -> {
                fields.requireOnly("id", "kind", "snippet", "call");
                if (!(placement(fields) instanceof Placement.Hop hop)) {
                    throw fields.error(fields.at(), "field snippet is missing");
                }
                yield new Step.Invoke(id, hop);
            }
            case "sequential" -> {
                fields.requireOnly("id", "kind", "snippet", "call", "steps");
                Placement placement = placement(fields);
                List<StepId> calls = references(fields, id, "steps");
                yield fields.makeStep(() -> new Step.Sequential(id, placement, calls));
            }
            case "parallel" -> {
                fields.requireOnly(
                        "id",
                        "kind",
                        "snippet",
                        "call",
                        "partitioner",
                        "combiner",
                        "quorum",
                        "concurrency",
                        "retryBudget",
                        "branches");
                Placement placement = placement(fields);
                FanOut fanOut = fanOut(fields);
                List<StepId> branches = references(fields, id, "branches");
                yield fields.makeStep(() -> new Step.Parallel(id, placement, fanOut, branches));
            }
            case "conditional" -> {
                fields.requireOnly("id", "kind", "snippet", "call", "condition", "then", "otherwise");
                Placement placement = placement(fields);
                Condition condition = condition(fields.fields("condition"));
                Optional<StepId> then = reference(fields, id, "then");
                Optional<StepId> otherwise = reference(fields, id, "otherwise");
                yield fields.makeStep(() -> new Step.Conditional(id, placement, condition, then, otherwise));
            }
            default -> throw unknown(fields, "kind", kind, "invoke, sequential, parallel, conditional");
        };
    }

    private static Placement placement(Fields step) {
        if (!step.has("snippet")) {
            if (step.has("call")) {
                throw step.error(step.node("call").at(), "call needs a snippet: a step in line is not called");
            }
            return Placement.inLine();
        }
        Fields fields = step.fields("snippet");
        fields.requireOnly("url", "profile", "cost");
        String url = fields.text("url").value();
        Optional<String> profile =
                fields.has("profile") ? Optional.of(fields.text("profile").value()) : Optional.empty();
        Cost cost = fields.has("cost") ? cost(fields.fields("cost")) : Cost.UNKNOWN;
        Snippet snippet = fields.make(() -> new Snippet(url, profile, cost));
        return new Placement.Hop(snippet, step.has("call") ? policy(step.fields("call")) : CallPolicy.ONCE);
    }

    static Cost cost(Fields fields) {
        fields.requireOnly("subrequests", "cpuMicros", "wallMicros", "memoryBytes", "packageBytes", "perCall");
        int subrequests = fields.optionalInteger("subrequests").orElse(0);
        Cost.PerCall perCall = fields.has("perCall") ? perCall(fields.fields("perCall")) : Cost.PerCall.NONE;
        return fields.make(() -> new Cost(
                subrequests,
                fields.optionalNumber("cpuMicros"),
                fields.optionalNumber("wallMicros"),
                fields.optionalNumber("memoryBytes"),
                fields.optionalNumber("packageBytes"),
                perCall));
    }

    private static Cost.PerCall perCall(Fields fields) {
        fields.requireOnly("cpuMicros", "memoryBytes");
        return fields.make(() -> new Cost.PerCall(
                fields.optionalNumber("cpuMicros").orElse(0),
                fields.optionalNumber("memoryBytes").orElse(0)));
    }

    private static CallPolicy policy(Fields fields) {
        fields.requireOnly("timeoutMillis", "retries", "hedgeAfterMillis");
        return fields.make(() -> new CallPolicy(
                fields.optionalInteger("timeoutMillis"),
                fields.optionalInteger("retries").orElse(0),
                fields.optionalInteger("hedgeAfterMillis")));
    }

    private static FanOut fanOut(Fields fields) {
        Partitioner partitioner = partitioner(fields.fields("partitioner"));
        Combiner combiner = combiner(fields.fields("combiner"));
        return fields.make(() -> new FanOut(
                partitioner,
                combiner,
                fields.optionalInteger("quorum"),
                fields.optionalInteger("concurrency"),
                fields.optionalInteger("retryBudget")));
    }

    private static Partitioner partitioner(Fields fields) {
        Node.Text kind = fields.text("kind");
        return switch (kind.value()) {
            case "broadcast" -> {
                fields.requireOnly("kind");
                yield new Partitioner.Broadcast();
            }
            case "slices" -> {
                fields.requireOnly("kind", "weights");
                List<Integer> weights = new ArrayList<>();
                if (fields.has("weights")) {
                    for (Node weight : fields.items("weights")) {
                        weights.add(fields.integer(weight, "weights"));
                    }
                }
                yield fields.make(() -> new Partitioner.Slices(weights));
            }
            case "by-hash" -> {
                fields.requireOnly("kind", "field");
                yield fields.make(
                        () -> new Partitioner.ByHash(fields.text("field").value()));
            }
            case "by-centroid" -> {
                fields.requireOnly("kind", "most");
                yield fields.make(() -> new Partitioner.ByCentroid(fields.integer("most")));
            }
            default -> throw unknown(fields, "partitioner", kind, "broadcast, slices, by-hash, by-centroid");
        };
    }

    private static Combiner combiner(Fields fields) {
        Node.Text kind = fields.text("kind");
        return switch (kind.value()) {
            case "collect" -> {
                fields.requireOnly("kind");
                yield new Combiner.Collect();
            }
            case "concatenate" -> {
                fields.requireOnly("kind");
                yield new Combiner.Concatenate();
            }
            case "sum" -> {
                fields.requireOnly("kind");
                yield new Combiner.Sum();
            }
            case "nearest" -> {
                fields.requireOnly("kind");
                yield new Combiner.Nearest();
            }
            case "reciprocal-rank-fusion" -> {
                fields.requireOnly("kind", "rankConstant");
                yield fields.make(() -> new Combiner.ReciprocalRankFusion(fields.integer("rankConstant")));
            }
            default ->
                throw unknown(fields, "combiner", kind, "collect, concatenate, sum, nearest, reciprocal-rank-fusion");
        };
    }

    private static Condition condition(Fields fields) {
        Node.Text kind = fields.text("kind");
        return switch (kind.value()) {
            case "present" -> {
                fields.requireOnly("kind", "field");
                yield fields.make(
                        () -> new Condition.Present(fields.text("field").value()));
            }
            case "equals" -> {
                fields.requireOnly("kind", "field", "value");
                yield fields.make(() -> new Condition.Equals(
                        fields.text("field").value(), fields.text("value").value()));
            }
            case "at-least" -> {
                fields.requireOnly("kind", "field", "least");
                yield fields.make(
                        () -> new Condition.AtLeast(fields.text("field").value(), fields.number("least")));
            }
            default -> throw unknown(fields, "condition", kind, "present, equals, at-least");
        };
    }

    private List<StepId> references(Fields fields, StepId from, String name) {
        List<StepId> ids = new ArrayList<>();
        for (Node node : fields.items(name)) {
            ids.add(reference(fields, from, name, node));
        }
        return ids;
    }

    private Optional<StepId> reference(Fields fields, StepId from, String name) {
        return fields.optional(name).map(node -> reference(fields, from, name, node));
    }

    private StepId reference(Fields fields, StepId from, String name, Node node) {
        if (!(node instanceof Node.Text(Position at, String value))) {
            throw fields.wrong(node, name, "ids of steps");
        }
        StepId to = fields.make(at, "", () -> new StepId(value));
        references.putIfAbsent(new Reference(from, to), at);
        return to;
    }

    private static ChainFormatException unknown(Fields fields, String what, Node.Text found, String known) {
        return fields.error(found.at(), "unknown " + what + " " + found.found() + "; known: " + known);
    }
}
