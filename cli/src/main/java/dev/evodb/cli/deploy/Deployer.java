package dev.evodb.cli.deploy;

import dev.evodb.cli.cloudflare.ApiClient;
import dev.evodb.cli.cloudflare.ApiRequest;
import dev.evodb.cli.cloudflare.ApiUnavailableException;
import dev.evodb.cli.cloudflare.Envelope;
import dev.evodb.cli.cloudflare.HttpAnswer;
import dev.evodb.cli.cloudflare.Multipart;
import java.io.IOException;
import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;

/// Brings a deployment to Cloudflare and reads it back: snippets first, then the rules that make them
/// run.
///
/// Rules are read before anything is written, so that a wrong token or zone changes nothing. They are
/// read once more right before they are written, because they can be written only as a whole: what
/// somebody else changed while snippets were uploaded is kept. Between that reading and the writing lies
/// one request, in which a change of somebody else is lost; the API has nothing to prevent that.
public final class Deployer {
    /// A reading that does not show what was just written is tried this often.
    private static final int READINGS = 4;

    private static final Duration BETWEEN_READINGS = Duration.ofSeconds(1);

    private final ApiClient api;
    private final DeployProgress progress;

    public Deployer(ApiClient api, DeployProgress progress) {
        this.api = api;
        this.progress = progress;
    }

    /// Uploads, writes rules, and confirms both. What happened to the rules of each zone.
    ///
    /// @throws dev.evodb.cli.cloudflare.ApiRefusedException if the API says no
    /// @throws ApiUnavailableException if it does not answer
    /// @throws UnconfirmedException if it does not have afterwards what it was given
    public List<ZoneChange> deploy(Deployment deployment) throws IOException {
        Map<String, RuleList> first = new HashMap<>();
        for (String zone : deployment.zones()) {
            RuleList rules = readRules(zone);
            rules.merge(deployment.in(zone));
            first.put(zone, rules);
        }
        List<PlannedSnippet> snippets = deployment.snippets();
        for (int i = 0; i < snippets.size(); i++) {
            progress.at("snippets", i, snippets.size());
            PlannedSnippet snippet = snippets.get(i);
            ApiRequest upload = SnippetsApi.upload(snippet);
            Envelope.result(upload.name(), api.send(upload));
            confirmContent(snippet);
        }
        List<ZoneChange> changes = new ArrayList<>();
        for (String zone : deployment.zones()) {
            progress.at("rules", changes.size(), deployment.zones().size());
            RuleList known = first.getOrDefault(zone, RuleList.empty());
            changes.add(writeRules(zone, deployment.in(zone), known));
        }
        return changes;
    }

    private RuleList readRules(String zone) throws IOException {
        ApiRequest request = SnippetsApi.rules(zone);
        return RuleList.parse(request.name(), Envelope.result(request.name(), api.send(request)));
    }

    private void confirmContent(PlannedSnippet snippet) throws IOException {
        Optional<String> problem = Optional.empty();
        for (int reading = 0; reading < READINGS; reading++) {
            if (reading > 0) {
                api.sleep(BETWEEN_READINGS);
            }
            ApiRequest request = SnippetsApi.content(snippet);
            problem = contentProblem(snippet, request.name(), api.send(request));
            if (problem.isEmpty()) {
                return;
            }
        }
        throw new UnconfirmedException("snippet " + snippet.name() + " read back: " + problem.orElse(""));
    }

    /// The content comes as a form with one field a module. A plain body is taken as that of the only
    /// module.
    private static Optional<String> contentProblem(PlannedSnippet snippet, String name, HttpAnswer answer) {
        String main = answer.header("cf-entrypoint").orElse(snippet.mainModule());
        if (!main.equals(snippet.mainModule())) {
            return Optional.of("main module is " + main + ", uploaded was " + snippet.mainModule());
        }
        String type = answer.header("content-type").orElse("");
        List<PlannedSnippet.Module> found = new ArrayList<>();
        if (type.toLowerCase(Locale.ROOT).startsWith("multipart/")) {
            for (Multipart.Part part :
                    Multipart.parse(name, type, answer.body()).parts()) {
                if (part.name().equals(SnippetsApi.FILES) || !part.fileName().isEmpty()) {
                    found.add(new PlannedSnippet.Module(part.fileName(), part.content()));
                }
            }
        } else {
            found.add(new PlannedSnippet.Module(snippet.mainModule(), answer.body()));
        }
        for (PlannedSnippet.Module module : snippet.modules()) {
            if (!found.contains(module)) {
                return Optional.of(found.stream()
                        .filter(other -> other.file().equals(module.file()))
                        .findFirst()
                        .map(other -> module.file() + " has other bytes (" + other.content().length + ", uploaded were "
                                + module.content().length + ")")
                        .orElse(module.file() + " is missing"));
            }
        }
        return found.size() == snippet.modules().size()
                ? Optional.empty()
                : Optional.of("there are " + found.size() + " modules, uploaded were "
                        + snippet.modules().size());
    }

    /// Every try starts with a reading: a write whose answer got lost may have happened.
    private ZoneChange writeRules(String zone, List<PlannedSnippet> snippets, RuleList known) throws IOException {
        long end = api.nanoTime() + api.deadline().toNanos();
        RuleList before = known;
        for (int tries = 1; ; tries++) {
            RuleList now = readRules(zone);
            boolean isMergedAgain = !now.isSame(known);
            if (tries == 1) {
                before = now;
            }
            RuleList wanted = now.merge(snippets);
            if (wanted.isSame(now)) {
                return new ZoneChange(zone, before, wanted, tries > 1, tries == 1 && isMergedAgain);
            }
            ApiRequest request = SnippetsApi.writeRules(zone, wanted);
            try {
                Envelope.result(request.name(), api.sendOnce(request));
            } catch (ApiUnavailableException e) {
                api.pause(tries, e, Duration.ofNanos(end - api.nanoTime()));
                continue;
            }
            confirmRules(zone, wanted);
            return new ZoneChange(zone, now, wanted, true, isMergedAgain);
        }
    }

    private void confirmRules(String zone, RuleList wanted) throws IOException {
        Optional<String> problem = Optional.empty();
        for (int reading = 0; reading < READINGS; reading++) {
            if (reading > 0) {
                api.sleep(BETWEEN_READINGS);
            }
            problem = wanted.differenceFrom(readRules(zone));
            if (problem.isEmpty()) {
                return;
            }
        }
        throw new UnconfirmedException("rules of zone " + zone + " read back: " + problem.orElse(""));
    }
}
