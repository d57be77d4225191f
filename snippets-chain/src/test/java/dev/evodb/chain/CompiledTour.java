package dev.evodb.chain;

import static org.junit.jupiter.api.Assertions.assertEquals;

import com.caoccao.javet.exceptions.JavetException;
import com.caoccao.javet.interop.V8Host;
import com.caoccao.javet.interop.V8Runtime;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.teavm.backend.javascript.JSModuleType;
import org.teavm.tooling.TeaVMTargetType;
import org.teavm.tooling.TeaVMTool;
import org.teavm.tooling.TeaVMToolException;
import org.teavm.vm.TeaVMOptimizationLevel;

/// The exported method `tour` of a class, compiled by TeaVM and running in V8.
public final class CompiledTour implements AutoCloseable {
    private static final String FILE = "tour.js";

    private final V8Runtime v8;

    private CompiledTour(V8Runtime v8) {
        this.v8 = v8;
    }

    /// Compiles `type` into `folder`. Fails if TeaVM has anything to say.
    public static CompiledTour of(Class<?> type, Path folder) throws IOException, TeaVMToolException, JavetException {
        TeaVMTool compiler = new TeaVMTool();
        compiler.setMainClass(type.getName());
        compiler.setTargetType(TeaVMTargetType.JAVASCRIPT);
        compiler.setJsModuleType(JSModuleType.ES2015);
        compiler.setOptimizationLevel(TeaVMOptimizationLevel.SIMPLE);
        compiler.setObfuscated(false);
        compiler.setTargetDirectory(folder.toFile());
        compiler.setTargetFileName(FILE);
        compiler.generate();
        assertEquals(List.of(), compiler.getProblemProvider().getProblems());

        String script = Files.readString(folder.resolve(FILE))
                .replaceFirst("export\\s*\\{\\s*(\\S+) as tour\\s*};?\\s*$", "globalThis.tour=$1;");
        V8Runtime v8 = V8Host.getV8Instance().createV8Runtime();
        CompiledTour tour = new CompiledTour(v8);
        v8.getExecutor(script).executeVoid();
        return tour;
    }

    /// What `tour(arguments)` returns; `arguments` is JavaScript.
    public String call(String arguments) throws JavetException {
        return v8.getExecutor("tour(" + arguments + ")").executeString();
    }

    @Override
    public void close() throws JavetException {
        v8.close();
    }
}
