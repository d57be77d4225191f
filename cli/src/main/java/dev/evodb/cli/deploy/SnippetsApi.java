package dev.evodb.cli.deploy;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import dev.evodb.cli.cloudflare.ApiRequest;
import dev.evodb.cli.cloudflare.Multipart;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;

/// The requests of Cloudflare's Snippets API, as documented.
public final class SnippetsApi {
    /// The field of every module. Snippets are ES modules only.
    static final String FILES = "files";

    private static final String METADATA = "metadata";
    private static final String MODULE_TYPE = "application/javascript+module";
    private static final String FORM = "multipart/form-data";

    private SnippetsApi() {}

    /// Creates or replaces a snippet.
    public static ApiRequest upload(PlannedSnippet snippet) {
        List<Multipart.Part> parts = new ArrayList<>();
        for (PlannedSnippet.Module module : snippet.modules()) {
            parts.add(new Multipart.Part(FILES, module.file(), MODULE_TYPE, module.content()));
        }
        String metadata = JsonNodeFactory.instance
                .objectNode()
                .put("main_module", snippet.mainModule())
                .toString();
        parts.add(new Multipart.Part(METADATA, "", "application/json", metadata.getBytes(StandardCharsets.UTF_8)));
        return ApiRequest.put(path(snippet), new ApiRequest.Body.Form(Multipart.of(parts)));
    }

    /// Reads the modules of a snippet back.
    public static ApiRequest content(PlannedSnippet snippet) {
        return ApiRequest.get(path(snippet) + "/content", FORM);
    }

    /// Reads the rules of a zone.
    public static ApiRequest rules(String zone) {
        return ApiRequest.get(rulesPath(zone));
    }

    /// Replaces all rules of a zone.
    public static ApiRequest writeRules(String zone, RuleList rules) {
        return ApiRequest.put(rulesPath(zone), new ApiRequest.Body.Json(rules.body()));
    }

    private static String path(PlannedSnippet snippet) {
        return "/zones/" + snippet.zone() + "/snippets/" + snippet.name();
    }

    private static String rulesPath(String zone) {
        return "/zones/" + zone + "/snippets/snippet_rules";
    }
}
