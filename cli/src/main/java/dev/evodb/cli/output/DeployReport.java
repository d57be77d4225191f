package dev.evodb.cli.output;

import com.fasterxml.jackson.core.JsonGenerator;
import dev.evodb.cli.cloudflare.ApiRequest;
import dev.evodb.cli.cloudflare.Multipart;
import dev.evodb.cli.deploy.CacheRule;
import dev.evodb.cli.deploy.Deployment;
import dev.evodb.cli.deploy.PlannedSnippet;
import dev.evodb.cli.deploy.SnippetsApi;
import dev.evodb.cli.deploy.StoredObject;
import dev.evodb.cli.deploy.ZoneChange;
import dev.evodb.cli.smoke.SmokeCheck;
import dev.evodb.cli.smoke.SmokeReport;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/// A deployment for a person or as JSON: what is to be uploaded, what was done or would be, and what the
/// smoke test found.
public record DeployReport(
        Deployment deployment,
        boolean isDeployed,
        boolean isDryRun,
        List<String> warnings,
        List<ZoneChange> changes,
        Optional<SmokeReport> smoke) {
    /// Before anything was done.
    public DeployReport(Deployment deployment, boolean isDeployed, boolean isDryRun, List<String> warnings) {
        this(deployment, isDeployed, isDryRun, warnings, List.of(), Optional.empty());
    }

    public DeployReport withChanges(List<ZoneChange> newChanges) {
        return new DeployReport(deployment, isDeployed, isDryRun, warnings, newChanges, smoke);
    }

    public DeployReport withSmoke(SmokeReport newSmoke) {
        return new DeployReport(deployment, isDeployed, isDryRun, warnings, changes, Optional.of(newSmoke));
    }

    /// Whether no check failed.
    public boolean isPassed() {
        return smoke.map(SmokeReport::isPassed).orElse(true);
    }

    /// All requests of the deployment, in order.
    private List<ApiRequest> requests() {
        List<ApiRequest> requests = new ArrayList<>();
        changes.forEach(change -> requests.add(SnippetsApi.rules(change.zone())));
        for (PlannedSnippet snippet : deployment.snippets()) {
            requests.add(SnippetsApi.upload(snippet));
            requests.add(SnippetsApi.content(snippet));
        }
        for (ZoneChange change : changes) {
            requests.add(SnippetsApi.rules(change.zone()));
            requests.add(SnippetsApi.writeRules(change.zone(), change.after()));
            requests.add(SnippetsApi.rules(change.zone()));
        }
        return requests;
    }

    public void print(PrintWriter out) {
        out.println("objects for R2, at a custom domain, uncompressed:");
        TextTable objects = new TextTable(List.of("key", ">bytes", "sha256", "content-type", "cache-control", "url"));
        for (StoredObject object : deployment.objects()) {
            objects.add(
                    object.key(),
                    Long.toString(object.bytes()),
                    object.sha256(),
                    StoredObject.CONTENT_TYPE,
                    object.cacheControl(),
                    object.url().toString());
        }
        objects.print(out, "  ");
        out.println(
                "cache rules (phase " + CacheRule.PHASE + ", eligible for cache, TTLs of the origin, strong ETags):");
        for (CacheRule rule : deployment.cacheRules()) {
            out.println("  " + rule.json());
        }
        out.println(isDeployed ? "snippets, uploaded and read back:" : "snippets:");
        TextTable snippets = new TextTable(List.of("name", "zone", ">bytes", "rule"));
        for (PlannedSnippet snippet : deployment.snippets()) {
            snippets.add(
                    snippet.name().text(),
                    snippet.zone(),
                    Integer.toString(snippet.bytes()),
                    (snippet.rule().isEnabled() ? "" : "(disabled) ")
                            + snippet.rule().expression());
        }
        snippets.print(out, "  ");
        for (ZoneChange change : changes) {
            out.println("rules of zone " + change.zone() + state(change) + ":");
            change.diff().forEach(line -> out.println("  " + line));
        }
        if (isDryRun) {
            out.println("requests, none of which was sent:");
            requests().forEach(request -> print(out, request));
        }
        smoke.ifPresent(report -> print(out, report));
    }

    private String state(ZoneChange change) {
        if (!isDeployed) {
            return ", as they would be";
        }
        String merged = change.isMergedAgain() ? ", with what somebody else changed meanwhile" : "";
        return (change.isWritten() ? ", written and read back" : ", which were as wanted") + merged;
    }

    private static void print(PrintWriter out, ApiRequest request) {
        out.println("  " + request.name());
        out.println("    authorization: Bearer (from CLOUDFLARE_API_TOKEN)");
        request.headers().forEach((name, value) -> out.println("    " + name + ": " + value));
        switch (request.body()) {
            case ApiRequest.Body.None() -> {}
            case ApiRequest.Body.Json(var document) ->
                out.println("    body, " + request.bytes().length + " bytes: " + document);
            case ApiRequest.Body.Form(Multipart form) -> {
                for (Multipart.Part part : form.parts()) {
                    out.println("    part " + part.name() + (part.fileName().isEmpty() ? "" : " " + part.fileName())
                            + ", " + part.contentType() + ", " + part.content().length + " bytes");
                }
            }
        }
    }

    private static void print(PrintWriter out, SmokeReport report) {
        out.println("smoke test: " + (report.isPassed() ? "passed" : "FAILED"));
        for (SmokeCheck check : report.checks()) {
            out.println("  " + (check.isPassed() ? "ok    " : "FAILED") + "  " + check.subject() + "  " + check.what()
                    + ": " + check.found());
        }
    }

    /// One object with everything that [#print] shows; requests only of a dry run.
    public void write(JsonGenerator json) throws IOException {
        json.writeStartObject();
        json.writeBooleanField("deployed", isDeployed);
        json.writeArrayFieldStart("warnings");
        for (String warning : warnings) {
            json.writeString(warning);
        }
        json.writeEndArray();
        json.writeArrayFieldStart("objects");
        for (StoredObject object : deployment.objects()) {
            json.writeStartObject();
            json.writeStringField("key", object.key());
            json.writeStringField("file", object.file().toString());
            json.writeStringField("url", object.url().toString());
            json.writeNumberField("bytes", object.bytes());
            json.writeStringField("sha256", object.sha256());
            json.writeStringField("contentType", StoredObject.CONTENT_TYPE);
            json.writeStringField("cacheControl", object.cacheControl());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayFieldStart("cacheRules");
        for (CacheRule rule : deployment.cacheRules()) {
            json.writeRawValue(rule.json().toString());
        }
        json.writeEndArray();
        json.writeArrayFieldStart("snippets");
        for (PlannedSnippet snippet : deployment.snippets()) {
            json.writeStartObject();
            json.writeStringField("name", snippet.name().text());
            json.writeStringField("zone", snippet.zone());
            json.writeNumberField("bytes", snippet.bytes());
            json.writeStringField("expression", snippet.rule().expression());
            json.writeBooleanField("enabled", snippet.rule().isEnabled());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeArrayFieldStart("rules");
        for (ZoneChange change : changes) {
            json.writeStartObject();
            json.writeStringField("zone", change.zone());
            json.writeBooleanField("written", change.isWritten());
            json.writeBooleanField("mergedAgain", change.isMergedAgain());
            json.writeArrayFieldStart("diff");
            for (String line : change.diff()) {
                json.writeString(line);
            }
            json.writeEndArray();
            json.writeEndObject();
        }
        json.writeEndArray();
        if (isDryRun) {
            writeRequests(json);
        }
        if (smoke.isPresent()) {
            writeSmoke(json, smoke.get());
        }
        json.writeEndObject();
    }

    private void writeRequests(JsonGenerator json) throws IOException {
        json.writeArrayFieldStart("requests");
        for (ApiRequest request : requests()) {
            json.writeStartObject();
            json.writeStringField("method", request.method());
            json.writeStringField("path", request.path());
            json.writeObjectFieldStart("headers");
            for (var header : request.headers().entrySet()) {
                json.writeStringField(header.getKey(), header.getValue());
            }
            json.writeEndObject();
            switch (request.body()) {
                case ApiRequest.Body.None() -> {}
                case ApiRequest.Body.Json(var document) -> {
                    json.writeFieldName("body");
                    json.writeRawValue(document.toString());
                }
                case ApiRequest.Body.Form(Multipart form) -> {
                    json.writeArrayFieldStart("parts");
                    for (Multipart.Part part : form.parts()) {
                        json.writeStartObject();
                        json.writeStringField("name", part.name());
                        json.writeStringField("fileName", part.fileName());
                        json.writeStringField("contentType", part.contentType());
                        json.writeNumberField("bytes", part.content().length);
                        json.writeEndObject();
                    }
                    json.writeEndArray();
                }
            }
            json.writeEndObject();
        }
        json.writeEndArray();
    }

    private static void writeSmoke(JsonGenerator json, SmokeReport report) throws IOException {
        json.writeObjectFieldStart("smoke");
        json.writeBooleanField("passed", report.isPassed());
        json.writeArrayFieldStart("checks");
        for (SmokeCheck check : report.checks()) {
            json.writeStartObject();
            json.writeStringField("subject", check.subject());
            json.writeStringField("check", check.what());
            json.writeBooleanField("passed", check.isPassed());
            json.writeStringField("found", check.found());
            json.writeEndObject();
        }
        json.writeEndArray();
        json.writeEndObject();
    }
}
