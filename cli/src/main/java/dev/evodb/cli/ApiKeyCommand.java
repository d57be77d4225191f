package dev.evodb.cli;

import dev.evodb.api.auth.ApiKeys;
import dev.evodb.cli.output.JsonOutput;
import java.io.IOException;
import java.io.PrintWriter;
import java.util.concurrent.Callable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/// `evodb api-key`: makes a key for `evodb serve --api-key-file`.
@Command(
        name = "api-key",
        description = "Makes a key for 'evodb serve --api-key-file': prints it, and the line for the file, which does"
                + " not tell the key.")
final class ApiKeyCommand implements Callable<Integer> {
    @Parameters(index = "0", paramLabel = "NAME", description = "What logs call it: letters, digits, _, . and -.")
    private String name = "";

    @Option(
            names = "--tables",
            paramLabel = "a,b$*",
            description = "The tables that it opens; * at the end stands for the rest of a name. Default: all.")
    private String tables = "*";

    @Option(names = "--json", description = "Print one JSON document.")
    private boolean json;

    @Spec
    private CommandSpec spec = CommandSpec.create();

    @Override
    public Integer call() throws IOException {
        ApiKeys.NewKey made = ApiKeys.create(name, tables);
        PrintWriter out = spec.commandLine().getOut();
        if (json) {
            JsonOutput.line(out, generator -> {
                generator.writeStartObject();
                generator.writeStringField("key", made.key());
                generator.writeStringField("line", made.line());
                generator.writeEndObject();
            });
        } else {
            out.println("key, for its user:     " + made.key());
            out.println("line, for the file:    " + made.line());
        }
        return ExitCode.DONE.number();
    }
}
