package dev.evodb.cli.deploy;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertTrue;

import com.fasterxml.jackson.core.JsonProcessingException;
import dev.evodb.cli.cloudflare.Envelope;
import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

class TerraformTest {
    /// Each right side was read back by Terraform 1.11.4 as its left side.
    @ParameterizedTest
    @CsvSource(
            delimiter = '|',
            value = {
                "plain|\"plain\"",
                "a\"b\\c|\"a\\\"b\\\\c\"",
                "${x}|\"$${x}\"",
                "%{if}|\"%%{if}\"",
                "$${x}|\"\\u0024$${x}\"",
                "%%{x}|\"\\u0025%%{x}\"",
                "$x$ 5%|\"$x$ 5%\"",
                "$%{x}|\"$%%{x}\"",
            })
    void quotesWhatWouldBeAnExpression(String text, String quoted) {
        assertEquals(quoted, Terraform.quoted(text));
    }

    @Test
    void keepsEveryTextInOneLine() {
        assertEquals("\"a\\nb\\r\\tc\\u0001\\u007f\"", Terraform.quoted("a\nb\r\tc\u0001\u007f"));
    }

    @Test
    void writesSnippetsRulesAndTheCacheRule() throws JsonProcessingException {
        PlannedSnippet snippet = new PlannedSnippet(
                FakeCloudflare.ZONE,
                new SnippetName("1st"),
                List.of(new PlannedSnippet.Module("main.js", "let a=`${b}`;\n".getBytes(StandardCharsets.UTF_8))),
                SnippetRule.of("search.example.com", "/search", true));
        Deployment deployment = new Deployment(
                List.of(snippet),
                List.of(new StoredObject(
                        URI.create("https://v.example.com/pack.bin"), Path.of("pack.bin"), 1, "00", "public")));
        RuleList before = RuleList.parse(
                "rules", Envelope.parse("[{\"snippet_name\":\"other\",\"expression\":\"true\",\"enabled\":true}]"));
        ZoneChange change = new ZoneChange(FakeCloudflare.ZONE, before, before.merge(List.of(snippet)), false, false);
        String text = Terraform.of(deployment, List.of(change));
        String resources = text.substring(text.indexOf("resource"));
        assertEquals("""
                resource "cloudflare_snippet" "_1st" {
                  zone_id      = "0123456789abcdef0123456789abcdef"
                  snippet_name = "1st"
                  files = [
                    {
                      name    = "main.js"
                      content = "let a=`$${b}`;\\n"
                    },
                  ]
                  metadata = {
                    main_module = "main.js"
                  }
                }

                # Owns ALL snippet rules of the zone: a rule that is not listed here is deleted.
                resource "cloudflare_snippet_rules" "evodb" {
                  zone_id = "0123456789abcdef0123456789abcdef"
                  rules = [
                    {
                      snippet_name = "other"
                      expression   = "true"
                      description  = ""
                      enabled      = true
                    },
                    {
                      snippet_name = cloudflare_snippet._1st.snippet_name
                      expression   = "(http.host eq \\"search.example.com\\" and http.request.uri.path eq \\"/search\\")"
                      description  = "EvoDB search"
                      enabled      = true
                    },
                  ]
                }

                # Owns ALL cache rules of the zone: merge it with what the zone has. The zone is that of the objects' host.
                resource "cloudflare_ruleset" "evodb_cache" {
                  zone_id = var.object_zone_id
                  name    = "EvoDB objects"
                  kind    = "zone"
                  phase   = "http_request_cache_settings"
                  rules = [
                    {
                      ref         = "evodb_cache_0"
                      description = "EvoDB packs are eligible for cache"
                      expression  = "(http.host eq \\"v.example.com\\" and http.request.uri.path in {\\"/pack.bin\\"})"
                      action      = "set_cache_settings"
                      action_parameters = {
                        cache = true
                        edge_ttl = {
                          mode = "respect_origin"
                        }
                        browser_ttl = {
                          mode = "respect_origin"
                        }
                        respect_strong_etags = true
                      }
                    },
                  ]
                }
                """, resources);
        assertTrue(text.contains("variable \"object_zone_id\""), text);
    }

    @Test
    void asksForTheZoneThatNobodyNamed() {
        PlannedSnippet snippet = new PlannedSnippet(
                PlannedSnippet.NO_ZONE,
                new SnippetName("s"),
                List.of(new PlannedSnippet.Module("main.js", new byte[1])),
                new SnippetRule("true", "", true));
        String text = Terraform.of(new Deployment(List.of(snippet), List.of()), List.of());
        assertTrue(text.contains("variable \"zone_id\""), text);
        assertTrue(text.contains("zone_id      = var.zone_id"), text);
    }
}
