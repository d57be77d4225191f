package dev.evodb.cli;

import dev.evodb.chain.Chain;
import dev.evodb.chain.ChainId;
import dev.evodb.chain.ChainPart;
import dev.evodb.chain.Cost;
import dev.evodb.chain.Patterns;
import dev.evodb.chain.Placement;
import dev.evodb.chain.Snippet;
import dev.evodb.chain.StepId;
import dev.evodb.chain.TreeShape;
import dev.evodb.chain.jvm.json.ChainJson;
import dev.evodb.chain.jvm.plan.ChainPlan;
import dev.evodb.chain.jvm.plan.PlanDiagram;
import dev.evodb.chain.jvm.plan.TreeAdvice;
import dev.evodb.chain.jvm.plan.TreeDemand;
import dev.evodb.cli.edge.ProfileBudgets;
import dev.evodb.cli.output.JsonOutput;
import dev.evodb.cli.output.PlanReport;
import dev.evodb.error.LimitExceededException;
import dev.evodb.sim.limit.Profile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/// `evodb chain shape`: the cheapest tree of routers over a number of shards.
@Command(
        name = "shape",
        description = "Finds the cheapest tree of routers over shards that a profile allows, and prints its plan.",
        footer = {
            "",
            "Costs are objects as in docs/format/chain.md, for example {\"subrequests\":5,\"cpuMicros\":4000}. Without",
            "them only the routers' subrequests decide. If no tree is legal, the command ends with exit code 4.",
        })
final class ChainShapeCommand implements Callable<Integer> {
    private static final StepId ROUTER = new StepId("router");
    private static final String ID = "{id}";

    @Option(names = "--shards", required = true, paramLabel = "N", description = "Shards to spread over.")
    private int shards;

    @Option(
            names = "--profile",
            paramLabel = "P",
            description = "evodb, pro, business or enterprise. Default: ${DEFAULT-VALUE}.")
    private String profile = "evodb";

    @Option(names = "--shard-cost", paramLabel = "JSON", description = "What a shard costs, as measured.")
    private String shardCost = "{}";

    @Option(names = "--router-cost", paramLabel = "JSON", description = "What a router costs, with perCall.")
    private String routerCost = "{}";

    @Option(
            names = "--url",
            paramLabel = "URL",
            description = "Of all snippets, with " + ID + " for the id of the step. Default: ${DEFAULT-VALUE}.")
    private String url = "https://" + ID + ".example/search";

    @Option(names = "--out", paramLabel = "FILE", description = "Write the chain, for 'evodb chain plan'.")
    private @Nullable Path out;

    @Option(names = "--svg", paramLabel = "FILE", description = "Write a diagram.")
    private @Nullable Path svg;

    @Option(names = "--json", description = "Print the plan as one JSON document.")
    private boolean json;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        Profile limits = Profile.of(profile);
        Cost shard = ChainJson.readCost("--shard-cost", shardCost);
        Cost router = ChainJson.readCost("--router-cost", routerCost);
        if (shards < 1 || shards > TreeShape.MAX_LEAVES) {
            throw new IllegalArgumentException("--shards must be in 1..=" + TreeShape.MAX_LEAVES + ", got " + shards);
        }
        if (shards > 1 && !url.contains(ID)) {
            throw new IllegalArgumentException("--url must contain " + ID + ", got " + url);
        }
        TreeShape shape;
        try {
            shape = shards == 1
                    ? TreeShape.of(1, 1)
                    : TreeAdvice.cheapest(TreeDemand.of(ROUTER, shards, router, ProfileBudgets.budget(limits)));
        } catch (LimitExceededException e) {
            // Not bad data, but a budget that no shape meets.
            spec.commandLine().getErr().println("shape: no tree is legal: " + e.getMessage());
            return ExitCode.BUDGET_MISSED.number();
        }
        Chain chain = chain(shape, shard, router);
        ChainPlan plan = ChainPlan.of(chain, ProfileBudgets.budgets(limits));
        if (out != null) {
            Files.writeString(out, ChainJson.write(chain));
        }
        if (svg != null) {
            Files.writeString(svg, PlanDiagram.svg(plan));
        }
        PrintWriter printer = spec.commandLine().getOut();
        if (json) {
            JsonOutput.line(printer, generator -> PlanReport.write(generator, plan));
        } else {
            printer.println(shards + (shards == 1 ? " shard, no router" : " shards, routers " + shape.text()) + ": "
                    + shape.steps() + " routers in " + shape.levels() + " levels");
            PlanReport.print(printer, plan);
        }
        return (plan.isLegal() ? ExitCode.DONE : ExitCode.BUDGET_MISSED).number();
    }

    private Chain chain(TreeShape shape, Cost shard, Cost router) {
        List<ChainPart> leaves = new ArrayList<>();
        for (int s = 0; s < shards; s++) {
            StepId id = new StepId("shard-" + s);
            leaves.add(Patterns.invoke(id, snippet(id, shard)));
        }
        return Patterns.vectorSearchTree(ROUTER, id -> Placement.at(snippet(id, router)), shape, leaves)
                .chain(new ChainId("shards-" + shards));
    }

    private Snippet snippet(StepId id, Cost cost) {
        return Snippet.of(url.replace(ID, id.text()), cost);
    }
}
