package dev.evodb.cli;

import dev.evodb.chain.jvm.plan.ChainPlan;
import dev.evodb.chain.jvm.plan.PlanDiagram;
import dev.evodb.cli.edge.ChainFile;
import dev.evodb.cli.edge.ProfileBudgets;
import dev.evodb.cli.output.JsonOutput;
import dev.evodb.cli.output.PlanReport;
import dev.evodb.sim.limit.Profile;
import java.io.IOException;
import java.io.PrintWriter;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `evodb chain plan`: what each invocation of a chain needs, before anything runs.
@Command(
        name = "plan",
        description = "Prints what each invocation of a chain needs and whether its profile allows it.",
        footer = {
            "",
            "Figures are upper bounds made of the costs that the file states; a figure that is not stated is '-' and not",
            "checked. A plan that breaks a profile ends the command with exit code 4, a file that is no chain with 2.",
        })
final class ChainPlanCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "FILE", description = "A chain as JSON: docs/format/chain.md.")
    private Path file = Path.of("chain.json");

    @Option(
            names = "--profile",
            paramLabel = "P",
            description = "For snippets that name none: evodb, pro, business or enterprise. Default: ${DEFAULT-VALUE}.")
    private String profile = "evodb";

    @Option(names = "--svg", paramLabel = "FILE", description = "Write a diagram.")
    private @Nullable Path svg;

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        Profile standard = Profile.of(profile);
        ChainPlan plan = ChainPlan.of(ChainFile.read(file), ProfileBudgets.budgets(standard));
        if (svg != null) {
            Files.writeString(svg, PlanDiagram.svg(plan));
        }
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            JsonOutput.line(out, generator -> PlanReport.write(generator, plan));
        } else {
            PlanReport.print(out, plan);
        }
        return (plan.isLegal() ? ExitCode.DONE : ExitCode.BUDGET_MISSED).number();
    }
}
