package dev.evodb.snippet;

import dev.evodb.error.CorruptFileException;
import dev.evodb.error.LimitExceededException;
import dev.evodb.error.Location;

/// A compiled snippet without its export: the text to which [#module] adds constants and the default
/// export.
///
/// TeaVM writes an ES2015 module that ends in `export { x as open };` and cannot write a default export.
/// A Cloudflare snippet is one module with `export default { fetch }`. The compiled text travels as a
/// resource, so that packing needs neither TeaVM nor Node.
///
/// `code` is the module text up to its export, `opener` the minified name of the exported method.
public record SnippetBundle(String code, String opener) {
    /// Total bytes of a deployed snippet, on every plan (Cloudflare's documented limit).
    public static final int PACKAGE_BYTES = 32_768;

    /// The exported name of the method that makes the handler: `(config) -> (request -> Response or its
    /// promise)`.
    ///
    /// It runs while the module is evaluated and has to initialize every class that has static state.
    /// TeaVM initializes a class when it is first used and marks it done before it is: a request that the
    /// platform ends in between, for its CPU time, would leave a half-made class to all requests after
    /// it.
    public static final String EXPORT = "open";

    /// Takes TeaVM's output apart. `name` is what errors call it.
    ///
    /// @throws CorruptFileException if the text does not end in the export of exactly one method named
    ///     `open`
    public static SnippetBundle parse(String name, String compiled) {
        int end = compiled.length();
        while (end > 0 && isBlankOrSemicolon(compiled.charAt(end - 1))) {
            end--;
        }
        int export = compiled.lastIndexOf("export");
        int open = export < 0 ? -1 : skipBlanks(compiled, export + "export".length());
        if (open < 0 || compiled.charAt(end - 1) != '}' || compiled.charAt(open) != '{') {
            throw new CorruptFileException(Location.of(name), "compiled snippet does not end in an export list");
        }
        String list = compiled.substring(open + 1, end - 1).trim();
        int nameEnd = identifierEnd(list);
        String rest = list.substring(nameEnd).trim();
        int as = rest.startsWith("as ") ? skipBlanks(rest, 2) : rest.length();
        if (nameEnd == 0 || !rest.substring(as).equals(EXPORT)) {
            throw new CorruptFileException(
                    Location.of(name).atOffset(export), "compiled snippet exports {" + list + "}, needs one " + EXPORT);
        }
        return new SnippetBundle(
                withoutLeadingComment(compiled.substring(0, export)).trim(), list.substring(0, nameEnd));
    }

    /// The file to deploy: one ES module whose `fetch` hands every request and `config`, a JSON document
    /// or any other JavaScript expression, to the compiled method.
    ///
    /// @throws LimitExceededException if the text is longer than [#PACKAGE_BYTES]
    public String module(String config) {
        String separator = code.endsWith(";") || code.endsWith("}") ? "\n" : ";\n";
        String module = code + separator + "export default{fetch:" + opener + "(" + config + ")};\n";
        int bytes = utf8Length(module);
        if (bytes > PACKAGE_BYTES) {
            throw new LimitExceededException("snippet package bytes", PACKAGE_BYTES, bytes);
        }
        return module;
    }

    /// Bytes of `text` in UTF-8, which is what the package limit counts.
    public static int utf8Length(String text) {
        int bytes = 0;
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            // Each half of a surrogate pair counts two of the four bytes.
            bytes += c < 0x80 ? 1 : c < 0x800 || Character.isSurrogate(c) ? 2 : 3;
        }
        return bytes;
    }

    /// Drops one block comment in front: generated code has no other, and a snippet pays for each byte.
    private static String withoutLeadingComment(String text) {
        String trimmed = text.trim();
        int end = trimmed.startsWith("/*") ? trimmed.indexOf("*/") : -1;
        return end < 0 ? trimmed : trimmed.substring(end + 2);
    }

    private static int skipBlanks(String text, int from) {
        int at = from;
        while (at < text.length() && text.charAt(at) <= ' ') {
            at++;
        }
        return at;
    }

    private static int identifierEnd(String text) {
        int at = 0;
        while (at < text.length() && isIdentifierPart(text.charAt(at))) {
            at++;
        }
        return at;
    }

    private static boolean isIdentifierPart(char c) {
        return (c >= 'a' && c <= 'z') || (c >= 'A' && c <= 'Z') || (c >= '0' && c <= '9') || c == '_' || c == '$';
    }

    private static boolean isBlankOrSemicolon(char c) {
        return c <= ' ' || c == ';';
    }
}
