package dev.evodb.snippet;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertThrows;

import dev.evodb.error.CorruptFileException;
import dev.evodb.error.LimitExceededException;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SnippetBundleTest {
    @Test
    void turnsTheNamedExportIntoADefaultExport() {
        String module = SnippetBundle.parse("search.js", "\"use strict\";\nlet C=()=>1;\nexport{C as open};\n")
                .module("{\"k\":10}");

        assertEquals("""
                "use strict";
                let C=()=>1;
                export default{fetch:C({"k":10})};
                """, module);
    }

    @ParameterizedTest
    @ValueSource(strings = {"export{$rt_a as open}", "export { $rt_a as open };", "export {$rt_a  as  open } ;\n\n"})
    void readsTheExportHoweverItIsSpaced(String tail) {
        SnippetBundle bundle = SnippetBundle.parse("search.js", "let $rt_a=0;\n" + tail);

        assertEquals(new SnippetBundle("let $rt_a=0;", "$rt_a"), bundle);
    }

    @Test
    void dropsTheCommentInFront() {
        assertEquals(
                "let a;",
                SnippetBundle.parse("s.js", "/* licence */ let a;export{a as open};")
                        .code());
    }

    @ParameterizedTest
    @ValueSource(strings = {"", "}", "let a;", "export", "export{a as open", "let a;export default a;"})
    void refusesTextWithoutAnExportList(String text) {
        CorruptFileException e = assertThrows(CorruptFileException.class, () -> SnippetBundle.parse("s.js", text));

        assertEquals("compiled snippet does not end in an export list (file=s.js)", e.getMessage());
    }

    @Test
    void refusesAnotherName() {
        CorruptFileException e =
                assertThrows(CorruptFileException.class, () -> SnippetBundle.parse("s.js", "let a;export{a as main};"));

        assertEquals("compiled snippet exports {a as main}, needs one open (file=s.js, offset=6)", e.getMessage());
    }

    @Test
    void refusesASecondExport() {
        CorruptFileException e = assertThrows(
                CorruptFileException.class, () -> SnippetBundle.parse("s.js", "let a,b;export{a as open,b as c};"));

        assertEquals(
                "compiled snippet exports {a as open,b as c}, needs one open (file=s.js, offset=8)", e.getMessage());
    }

    @Test
    void refusesToExceedThePackageLimit() {
        SnippetBundle bundle = SnippetBundle.parse("s.js", "let a;export{a as open}");
        int frame = SnippetBundle.utf8Length(bundle.module(""));
        String fits = "1".repeat(SnippetBundle.PACKAGE_BYTES - frame);

        assertEquals(SnippetBundle.PACKAGE_BYTES, SnippetBundle.utf8Length(bundle.module(fits)));
        LimitExceededException e = assertThrows(LimitExceededException.class, () -> bundle.module(fits + "1"));
        assertEquals("snippet package bytes limit is 32768, needed 32769", e.getMessage());
    }

    @Test
    void countsBytesAsUtf8() {
        String text = "aä€\uD83D\uDE00";

        assertEquals(text.getBytes(StandardCharsets.UTF_8).length, SnippetBundle.utf8Length(text));
    }
}
