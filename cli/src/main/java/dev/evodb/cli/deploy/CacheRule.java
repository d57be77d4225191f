package dev.evodb.cli.deploy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;

/// That objects at `host` are eligible for cache: without such a rule Cloudflare goes by the file
/// extension.
public record CacheRule(String host, List<String> paths) {
    /// The phase of zone rulesets that such rules stand in.
    public static final String PHASE = "http_request_cache_settings";

    static final String ACTION = "set_cache_settings";
    static final String DESCRIPTION = "EvoDB packs are eligible for cache";

    public CacheRule {
        paths = List.copyOf(paths);
    }

    /// One rule a host, in order.
    static List<CacheRule> of(List<StoredObject> objects) {
        Map<String, List<String>> paths = new LinkedHashMap<>();
        for (StoredObject object : objects) {
            paths.computeIfAbsent(object.host(), _ -> new ArrayList<>())
                    .add(object.url().getRawPath());
        }
        return paths.entrySet().stream()
                .map(entry -> new CacheRule(entry.getKey(), entry.getValue()))
                .toList();
    }

    /// In Cloudflare's rules language.
    public String expression() {
        String set = paths.stream().map(SnippetRule::quoted).collect(Collectors.joining(" ", "{", "}"));
        return "(http.host eq " + SnippetRule.quoted(host) + " and http.request.uri.path in " + set + ")";
    }

    /// The rule as the Rulesets API takes it.
    public ObjectNode json() {
        ObjectNode rule = JsonNodeFactory.instance.objectNode();
        rule.put("description", DESCRIPTION);
        rule.put("expression", expression());
        rule.put("action", ACTION);
        rule.put("enabled", true);
        ObjectNode parameters = rule.putObject("action_parameters");
        parameters.put("cache", true);
        parameters.putObject("edge_ttl").put("mode", "respect_origin");
        parameters.putObject("browser_ttl").put("mode", "respect_origin");
        parameters.put("respect_strong_etags", true);
        return rule;
    }
}
