package dev.evodb.cli;

import dev.evodb.cli.cloudflare.ApiClient;
import dev.evodb.cli.cloudflare.ApiEndpoint;
import dev.evodb.cli.cloudflare.Envelope;
import dev.evodb.cli.deploy.ChainUrls;
import dev.evodb.cli.deploy.ChainZones;
import dev.evodb.cli.deploy.Deployer;
import dev.evodb.cli.deploy.Deployment;
import dev.evodb.cli.deploy.PackDeployment;
import dev.evodb.cli.deploy.Plan;
import dev.evodb.cli.deploy.PlannedSnippet;
import dev.evodb.cli.deploy.RuleList;
import dev.evodb.cli.deploy.SnippetName;
import dev.evodb.cli.deploy.SnippetRule;
import dev.evodb.cli.deploy.Terraform;
import dev.evodb.cli.deploy.ZoneChange;
import dev.evodb.cli.edge.EdgeFolder;
import dev.evodb.cli.edge.PackFacts;
import dev.evodb.cli.input.QueryLine;
import dev.evodb.cli.output.DeployReport;
import dev.evodb.cli.output.JsonOutput;
import dev.evodb.cli.output.Progress;
import dev.evodb.cli.smoke.ExpectedAnswer;
import dev.evodb.cli.smoke.SmokeQuery;
import dev.evodb.cli.smoke.SmokeReport;
import dev.evodb.cli.smoke.SmokeTest;
import dev.evodb.error.LimitExceededException;
import dev.evodb.lance.io.remote.Pacing;
import dev.evodb.lance.io.remote.RetryPolicy;
import java.io.IOException;
import java.io.PrintWriter;
import java.net.URI;
import java.net.URISyntaxException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `evodb deploy`: a pack as snippets at Cloudflare.
@Command(
        name = "deploy",
        description = {
            "Deploys what 'evodb pack' wrote as Cloudflare snippets: uploads them, merges their rules into those of the",
            "zone, and reads both back. Without --zone it only says what is to be done."
        },
        footer = {
            "",
            "The API token (right: Zone > Snippets > Edit) is read from CLOUDFLARE_API_TOKEN. Objects are not uploaded: the",
            "list says what R2 has to serve, and the cache rule that it needs. A failed smoke test ends with exit code 4,",
            "a refusal of the API with 3.",
        })
final class DeployCommand implements Callable<Integer> {
    private static final String DEFAULT_NAME = "evodb_search";
    private static final Duration QUIET = Duration.ofSeconds(2);

    private final Map<String, String> environment;

    @Parameters(
            index = "0",
            paramLabel = "PACK_DIR",
            description = "A folder that 'evodb pack' wrote, or the chain.json of one.")
    private Path folder = Path.of("");

    @Option(names = "--zone", paramLabel = "ID", description = "The zone of the snippet: 32 hex digits.")
    private @Nullable String zone;

    @Option(
            names = "--name",
            paramLabel = "N",
            description = "Name of the snippet, of a-z, 0-9 and _; shards are N_shard_0, ..., routers below the top"
                    + " N_router_0, ... Default: ${DEFAULT-VALUE}.")
    private String name = DEFAULT_NAME;

    @Option(names = "--host", paramLabel = "H", description = "The snippet runs for requests to this hostname ...")
    private @Nullable String host;

    @Option(names = "--path", paramLabel = "P", description = "... and this path. Default: ${DEFAULT-VALUE}.")
    private String path = "/search";

    @Option(
            names = "--expression",
            paramLabel = "E",
            description = "Instead of --host and --path: the rule in Cloudflare's rules language.")
    private @Nullable String expression;

    @Option(
            names = "--enabled",
            arity = "0..1",
            fallbackValue = "true",
            paramLabel = "true|false",
            description = "Whether the rules run. Default: ${DEFAULT-VALUE}.")
    private boolean isEnabled = true;

    @Option(
            names = "--shard-url",
            paramLabel = "URL",
            description =
                    "Where routers ask shard {n}, such as https://shard-{n}.example.com/search. Default: where the"
                            + " pack was told.")
    private String shardUrl = "";

    @Option(
            names = "--router-url",
            paramLabel = "URL",
            description = "Where the router asks the routers below it, {id} being router-0, ... Default: where the pack"
                    + " was told.")
    private String routerUrl = "";

    @Option(
            names = "--router-zone",
            split = ",",
            paramLabel = "ID",
            description = "The zones of the routers below the top one, level by level. Default: --zone.")
    private List<String> routerZones = List.of();

    @Option(
            names = "--same-zone-runs",
            description =
                    "The platform runs a snippet that another one of its zone asks: nothing documents that. Without"
                            + " this, such a layout is not deployed.")
    private boolean isSameZoneRun;

    @Option(names = "--chain", description = "Insist on a chain: a pack that is not sharded is refused.")
    private boolean isChainWanted;

    @Option(names = "--shard-zone", paramLabel = "ID", description = "The zone of the shards. Default: --zone.")
    private @Nullable String shardZone;

    @Option(
            names = "--plan",
            paramLabel = "P",
            description = "pro, business or enterprise: refuse what the plan does not allow.")
    private @Nullable String plan;

    @Option(
            names = "--cache-control",
            paramLabel = "V",
            description = "Of the objects, in the upload list. Default: ${DEFAULT-VALUE}.")
    private String cacheControl = "public, max-age=86400";

    @Option(names = "--dry-run", description = "Print every request with the merged rules as a diff, and send nothing.")
    private boolean isDryRun;

    @Option(
            names = "--current-rules",
            paramLabel = "FILE",
            description = "With --dry-run or --terraform: the answer of GET .../snippets/snippet_rules, to merge with.")
    private @Nullable Path currentRules;

    @Option(
            names = "--terraform",
            paramLabel = "FILE|-",
            description = "Write a Terraform configuration instead of deploying.")
    private @Nullable String terraform;

    @Option(names = "--smoke", paramLabel = "URL", description = "Ask the snippet there afterwards, and the objects.")
    private @Nullable String smoke;

    @Option(names = "--query", paramLabel = "'[…]'", description = "Vector of the smoke test. Default: a fixed one.")
    private @Nullable String query;

    @Option(names = "-k", paramLabel = "N", description = "Rows of the smoke test. Default: that of the pack.")
    private @Nullable Integer k;

    @Option(names = "--nprobes", paramLabel = "N", description = "Partitions to visit. Default: that of the pack.")
    private @Nullable Integer nprobes;

    @Option(
            names = "--patience",
            paramLabel = "S",
            description = "Seconds that the smoke test waits for propagation (error 1205). Default: ${DEFAULT-VALUE}.")
    private int patience = 60;

    @Option(names = "--api-base", paramLabel = "URL", hidden = true, description = "Another API, for tests.")
    private String apiBase = ApiEndpoint.CLOUDFLARE;

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    /// `environment` holds the token.
    DeployCommand(Map<String, String> environment) {
        this.environment = environment;
    }

    @Override
    public Integer call() throws IOException {
        if (isDryRun && smoke != null) {
            throw new IllegalArgumentException("--dry-run sends nothing: leave out --smoke");
        }
        if (currentRules != null && !isDryRun && terraform == null) {
            throw new IllegalArgumentException("--current-rules is for --dry-run and --terraform");
        }
        EdgeFolder edge = EdgeFolder.open(folder);
        if (isChainWanted && !edge.isChain()) {
            throw new IllegalArgumentException("--chain: " + folder + " is not sharded, pack it with --shards");
        }
        PackFacts facts = edge.objects().getFirst();
        int probes = nprobes == null ? facts.nprobes() : nprobes;
        Optional<Plan> limits = plan == null ? Optional.empty() : Optional.of(Plan.of(plan));
        try {
            limits.ifPresent(chosen -> edge.plan(chosen.profile(), nprobes == null ? 0 : Math.max(0, nprobes)));
        } catch (LimitExceededException e) {
            // Not bad data, but a budget that every request would miss.
            spec.commandLine().getErr().println("deploy: " + e.getMessage());
            return ExitCode.BUDGET_MISSED.number();
        }
        String home = zone == null ? PlannedSnippet.NO_ZONE : zone;
        PackDeployment wanted = new PackDeployment(
                new SnippetName(name),
                new ChainZones(home, routerZones, shardZone == null ? home : shardZone),
                rule(),
                new ChainUrls(routerUrl, shardUrl),
                cacheControl);
        Deployment deployment = wanted.of(edge);
        List<String> problems = new ArrayList<>(wanted.problems(edge));
        problems.addAll(deployment.problems(limits.orElse(Plan.PRO)));
        List<String> sameZone = wanted.sameZoneCalls(edge).stream()
                .map(call -> call + ", and nothing documents that a snippet's request to its own zone runs a snippet")
                .toList();
        if (!isSameZoneRun) {
            sameZone.forEach(call -> problems.add(call + ": give --shard-zone and --router-zone, or --same-zone-runs"));
        }
        boolean isDeployed = zone != null && !isDryRun && terraform == null;
        if (isDeployed && !problems.isEmpty()) {
            throw new IllegalArgumentException(problems.getFirst());
        }
        Optional<Question> question = smoke == null ? Optional.empty() : Optional.of(question(edge, facts, probes));
        problems.addAll(deployment.remarks());
        if (isSameZoneRun) {
            sameZone.forEach(call -> problems.add(call + ": --smoke finds out"));
        }
        problems.forEach(warning -> spec.commandLine().getErr().println("deploy: warning: " + warning));
        if ("-".equals(terraform)) {
            spec.commandLine().getOut().print(Terraform.of(deployment, planned(deployment)));
            return ExitCode.DONE.number();
        }
        DeployReport report = new DeployReport(deployment, isDeployed, isDryRun, problems);
        report = report.withChanges(isDeployed ? deploy(deployment) : planned(deployment));
        if (terraform != null) {
            Files.writeString(Path.of(terraform), Terraform.of(deployment, report.changes()));
        }
        if (question.isPresent()) {
            report = report.withSmoke(ask(question.get(), edge, deployment));
        }
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            JsonOutput.line(out, report::write);
        } else {
            report.print(out);
        }
        return (report.isPassed() ? ExitCode.DONE : ExitCode.BUDGET_MISSED).number();
    }

    private SnippetRule rule() {
        if (expression != null) {
            if (host != null) {
                throw new IllegalArgumentException("--expression stands instead of --host and --path");
            }
            return new SnippetRule(expression, SnippetRule.DESCRIPTION, isEnabled);
        }
        if (host == null) {
            throw new IllegalArgumentException("--host or --expression is needed: which requests the snippet runs for");
        }
        return SnippetRule.of(host, path, isEnabled);
    }

    /// The changes as they would be to the rules of `--current-rules`, which are those of the first zone.
    private List<ZoneChange> planned(Deployment deployment) throws IOException {
        List<ZoneChange> changes = new ArrayList<>();
        for (String each : deployment.zones()) {
            RuleList before = currentRules != null && each.equals(zone == null ? PlannedSnippet.NO_ZONE : zone)
                    ? readRules(currentRules)
                    : RuleList.empty();
            changes.add(new ZoneChange(each, before, before.merge(deployment.in(each)), false, false));
        }
        return changes;
    }

    private static RuleList readRules(Path file) throws IOException {
        try {
            var document = Envelope.parse(Files.readString(file));
            return RuleList.parse(file.toString(), document.has("result") ? document.path("result") : document);
        } catch (com.fasterxml.jackson.core.JsonProcessingException e) {
            throw new IllegalArgumentException(file + " is not JSON: " + e.getOriginalMessage(), e);
        }
    }

    private List<ZoneChange> deploy(Deployment deployment) throws IOException {
        String token = environment.getOrDefault(ApiEndpoint.TOKEN_VARIABLE, "");
        if (token.isEmpty()) {
            throw new IllegalArgumentException("no API token: set " + ApiEndpoint.TOKEN_VARIABLE
                    + " (right: Zone > Snippets > Edit), or look at --dry-run");
        }
        try (Progress progress = new Progress("deploy", spec.commandLine().getErr());
                ApiClient api = new ApiClient(
                        ApiEndpoint.of(apiBase, token), RetryPolicy.DEFAULT, Pacing.SYSTEM, (pause, why) -> {
                            progress.finishStage();
                            spec.commandLine().getErr().println("deploy: waits " + pause.toSeconds() + " s: " + why);
                        })) {
            return new Deployer(api, progress::at).deploy(deployment);
        }
    }

    /// What the smoke test asks, and what it has to hear.
    private record Question(URI url, SmokeQuery query, ExpectedAnswer expected) {}

    /// Made before anything is deployed: a mistake in it must not come too late.
    private Question question(EdgeFolder edge, PackFacts facts, int probes) throws IOException {
        URI url;
        try {
            url = SmokeTest.requireUrl(new URI(Objects.requireNonNull(smoke)));
        } catch (URISyntaxException e) {
            throw new IllegalArgumentException("--smoke must be a URL, got " + smoke, e);
        }
        float[] vector = query == null
                ? SmokeQuery.anyVector(facts.dims())
                : QueryLine.ofVector(query).vector();
        SmokeQuery asked = new SmokeQuery(vector, k == null ? facts.k() : k, probes);
        return new Question(
                url, asked, ExpectedAnswer.of(edge.askedFolders(vector), vector, asked.k(), asked.nprobes()));
    }

    private SmokeReport ask(Question question, EdgeFolder edge, Deployment deployment) throws IOException {
        try (Progress progress = new Progress("smoke", spec.commandLine().getErr());
                SmokeTest test = new SmokeTest(Pacing.SYSTEM, Duration.ofSeconds(patience), (waited, most) -> {
                    if (waited.compareTo(QUIET) > 0) {
                        progress.at("propagating", (int) waited.toSeconds(), (int) most.toSeconds());
                    }
                })) {
            return test.run(
                    question.url(), question.query(), question.expected(), edge.isChain(), deployment.objects());
        }
    }
}
