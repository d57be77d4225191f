package dev.evodb.chain;

import static org.junit.jupiter.api.Assertions.assertEquals;

import java.io.File;
import java.io.IOException;
import java.io.InputStream;
import java.lang.classfile.ClassFile;
import java.lang.classfile.constantpool.MemberRefEntry;
import java.lang.classfile.constantpool.PoolEntry;
import java.lang.reflect.Constructor;
import java.lang.reflect.Method;
import java.lang.reflect.Modifier;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import java.util.Set;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.condition.EnabledOnOs;
import org.junit.jupiter.api.condition.OS;
import org.junit.jupiter.api.io.TempDir;

/// Everything public in the portable package becomes JavaScript and answers there what it answers on the JVM.
///
/// TeaVM compiles only what is reached, so the tour must reach everything; the first test holds it to that.
class PortableLinkTest {
    private static final String PORTABLE = "dev/evodb/chain";

    /// Written by the compiler for every record.
    private static final Set<String> GENERATED = Set.of("equals", "hashCode", "toString");

    @Test
    void tourUsesEveryPublicMethod() throws Exception {
        Set<String> used = new TreeSet<>();
        try (InputStream in = PortableTour.class.getResourceAsStream("PortableTour.class")) {
            for (PoolEntry entry : ClassFile.of()
                    .parse(Objects.requireNonNull(in).readAllBytes())
                    .constantPool()) {
                if (entry instanceof MemberRefEntry member) {
                    used.add(member.owner().asInternalName() + "."
                            + member.name().stringValue() + member.type().stringValue());
                }
            }
        }
        List<String> untouched = new ArrayList<>();
        for (Class<?> type : publicTypes()) {
            String owner = type.getName().replace('.', '/') + ".";
            for (Method method : type.getDeclaredMethods()) {
                if (Modifier.isPublic(method.getModifiers())
                        && !method.isSynthetic()
                        && !GENERATED.contains(method.getName())
                        && !used.contains(owner
                                + method.getName()
                                + descriptor(method.getReturnType(), method.getParameterTypes()))) {
                    untouched.add(method.toString());
                }
            }
            for (Constructor<?> constructor : type.getConstructors()) {
                if (!used.contains(owner + "<init>" + descriptor(void.class, constructor.getParameterTypes()))) {
                    untouched.add(constructor.toString());
                }
            }
        }
        assertEquals(List.of(), untouched);
    }

    @Test
    @EnabledOnOs(
            value = OS.LINUX,
            architectures = "amd64",
            disabledReason = "Javet 5.0.6 has its V8 for Linux on x86_64 only")
    void tourAnswersTheSameAsJavaScript(@TempDir Path folder) throws Exception {
        try (CompiledTour tour = CompiledTour.of(PortableTour.class, folder)) {
            assertEquals(PortableTour.tour(), tour.call(""));
        }
    }

    private static List<Class<?>> publicTypes() throws IOException, ClassNotFoundException {
        Path classes = new File(Step.class
                        .getProtectionDomain()
                        .getCodeSource()
                        .getLocation()
                        .getPath())
                .toPath();
        List<Class<?>> types = new ArrayList<>();
        try (Stream<Path> files = Files.list(classes.resolve(PORTABLE))) {
            for (Path file : files.sorted().toList()) {
                String name = file.getFileName().toString();
                if (name.endsWith(".class") && !name.equals("package-info.class")) {
                    Class<?> type =
                            Class.forName("dev.evodb.chain." + name.substring(0, name.length() - ".class".length()));
                    if (Modifier.isPublic(type.getModifiers())) {
                        types.add(type);
                    }
                }
            }
        }
        return types;
    }

    private static String descriptor(Class<?> result, Class<?>[] parameters) {
        StringBuilder text = new StringBuilder("(");
        for (Class<?> parameter : parameters) {
            text.append(parameter.descriptorString());
        }
        return text.append(')').append(result.descriptorString()).toString();
    }
}
