package dev.evodb.cli.deploy;

import java.nio.charset.StandardCharsets;
import java.util.HexFormat;
import java.util.List;

/// A deployment as a Terraform configuration for version 5 of Cloudflare's provider.
///
/// Rules of a zone are one resource there, which owns them all: `rules` of a zone hold those of others
/// too, if they were given.
public final class Terraform {
    private static final String HEAD = """
            # Written by evodb deploy. For cloudflare/cloudflare 5.x; the token comes from CLOUDFLARE_API_TOKEN.
            terraform {
              required_providers {
                cloudflare = {
                  source  = "cloudflare/cloudflare"
                  version = "~> 5.0"
                }
              }
            }
            """;

    private static final String RULES_REMARK = """

            # Owns ALL snippet rules of the zone: a rule that is not listed here is deleted.
            """;

    private static final String CACHE_REMARK = """

            # Owns ALL cache rules of the zone: merge it with what the zone has. The zone is that of the objects' host.
            """;

    private final StringBuilder text = new StringBuilder();

    private Terraform() {}

    /// The configuration. `rules` are those of all zones, as they are to be.
    public static String of(Deployment deployment, List<ZoneChange> rules) {
        Terraform terraform = new Terraform();
        terraform.text.append(HEAD);
        if (deployment.zones().contains(PlannedSnippet.NO_ZONE)) {
            terraform.variable("zone_id", "The 32 hex digits of the zone that the snippets are in.");
        }
        if (!deployment.objects().isEmpty()) {
            terraform.variable("object_zone_id", "The zone of the custom domain that the objects are served at.");
        }
        deployment.snippets().forEach(terraform::snippet);
        for (int i = 0; i < rules.size(); i++) {
            terraform.rules(deployment, rules.get(i), rules.size() == 1 ? "evodb" : "evodb_" + i);
        }
        if (!deployment.objects().isEmpty()) {
            terraform.cache(deployment.cacheRules());
        }
        return terraform.text.toString();
    }

    private void variable(String name, String description) {
        line("");
        line("variable " + quoted(name) + " {");
        line("  type        = string");
        line("  description = " + quoted(description));
        line("}");
    }

    private void snippet(PlannedSnippet snippet) {
        line("");
        line("resource \"cloudflare_snippet\" " + quoted(label(snippet)) + " {");
        line("  zone_id      = " + zone(snippet.zone()));
        line("  snippet_name = " + quoted(snippet.name().text()));
        line("  files = [");
        for (PlannedSnippet.Module module : snippet.modules()) {
            line("    {");
            line("      name    = " + quoted(module.file()));
            line("      content = " + quoted(new String(module.content(), StandardCharsets.UTF_8)));
            line("    },");
        }
        line("  ]");
        line("  metadata = {");
        line("    main_module = " + quoted(snippet.mainModule()));
        line("  }");
        line("}");
    }

    private void rules(Deployment deployment, ZoneChange change, String label) {
        text.append(RULES_REMARK);
        line("resource \"cloudflare_snippet_rules\" " + quoted(label) + " {");
        line("  zone_id = " + zone(change.zone()));
        line("  rules = [");
        RuleList rules = change.after();
        for (int i = 0; i < rules.size(); i++) {
            RuleList.Rule rule = rules.rule(i);
            // A reference where the snippet is ours, so that it is there before its rule.
            String name = deployment.in(change.zone()).stream()
                    .filter(snippet -> snippet.name().text().equals(rule.snippet()))
                    .findFirst()
                    .map(snippet -> "cloudflare_snippet." + label(snippet) + ".snippet_name")
                    .orElseGet(() -> quoted(rule.snippet()));
            line("    {");
            line("      snippet_name = " + name);
            line("      expression   = " + quoted(rule.expression()));
            line("      description  = " + quoted(rule.description()));
            line("      enabled      = " + rule.isEnabled());
            line("    },");
        }
        line("  ]");
        line("}");
    }

    private void cache(List<CacheRule> rules) {
        text.append(CACHE_REMARK);
        line("resource \"cloudflare_ruleset\" \"evodb_cache\" {");
        line("  zone_id = var.object_zone_id");
        line("  name    = \"EvoDB objects\"");
        line("  kind    = \"zone\"");
        line("  phase   = " + quoted(CacheRule.PHASE));
        line("  rules = [");
        for (int i = 0; i < rules.size(); i++) {
            line("    {");
            line("      ref         = " + quoted("evodb_cache_" + i));
            line("      description = " + quoted(CacheRule.DESCRIPTION));
            line("      expression  = " + quoted(rules.get(i).expression()));
            line("      action      = " + quoted(CacheRule.ACTION));
            line("      action_parameters = {");
            line("        cache = true");
            line("        edge_ttl = {");
            line("          mode = \"respect_origin\"");
            line("        }");
            line("        browser_ttl = {");
            line("          mode = \"respect_origin\"");
            line("        }");
            line("        respect_strong_etags = true");
            line("      }");
            line("    },");
        }
        line("  ]");
        line("}");
    }

    /// Identifiers must not start with a digit.
    private static String label(PlannedSnippet snippet) {
        String name = snippet.name().text();
        return Character.isDigit(name.charAt(0)) ? "_" + name : name;
    }

    private static String zone(String zone) {
        return zone.equals(PlannedSnippet.NO_ZONE) ? "var.zone_id" : quoted(zone);
    }

    private void line(String line) {
        text.append(line).append('\n');
    }

    /// A quoted template of HCL that means exactly `text`: `${` and `%{`, which would start expressions,
    /// are written `$${` and `%%{`. A sigil before another one is written as its code point, or it would
    /// count as the escape.
    static String quoted(String text) {
        StringBuilder out = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            char next = i + 1 < text.length() ? text.charAt(i + 1) : ' ';
            switch (c) {
                case '"' -> out.append("\\\"");
                case '\\' -> out.append("\\\\");
                case '\n' -> out.append("\\n");
                case '\r' -> out.append("\\r");
                case '\t' -> out.append("\\t");
                case '$', '%' -> {
                    if (next == c) {
                        out.append(unicode(c));
                    } else {
                        out.append(next == '{' ? String.valueOf(c) + c : String.valueOf(c));
                    }
                }
                default -> out.append(c < ' ' || c == 0x7F ? unicode(c) : String.valueOf(c));
            }
        }
        return out.append('"').toString();
    }

    private static String unicode(char c) {
        return "\\u" + HexFormat.of().toHexDigits(c);
    }
}
