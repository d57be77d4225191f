package dev.evodb.snippets.lance.js;

import java.lang.classfile.ClassFile;
import java.lang.classfile.ClassModel;
import java.lang.classfile.CodeBuilder;
import java.lang.classfile.MethodModel;
import java.lang.classfile.TypeKind;
import java.lang.constant.ClassDesc;
import java.lang.constant.ConstantDescs;
import java.lang.constant.MethodTypeDesc;
import java.lang.reflect.AccessFlag;
import java.util.List;

/// Writes a class whose `main` calls every method of given classes, private ones aside. TeaVM alone reads
/// it: nothing runs, so that arguments may be zero and null, and constructors private.
final class LinkEntry {
    static final String NAME = "dev.evodb.link.LinkEntry";

    private LinkEntry() {}

    /// The bytes of the class; `classes` are class files.
    static byte[] calling(List<byte[]> classes) {
        return ClassFile.of()
                .build(
                        ClassDesc.of(NAME),
                        entry -> entry.withFlags(AccessFlag.PUBLIC, AccessFlag.FINAL)
                                .withMethodBody(
                                        "main",
                                        MethodTypeDesc.of(ConstantDescs.CD_void, ConstantDescs.CD_String.arrayType()),
                                        ClassFile.ACC_PUBLIC | ClassFile.ACC_STATIC,
                                        code -> {
                                            for (byte[] bytes : classes) {
                                                callAll(code, ClassFile.of().parse(bytes));
                                            }
                                            makeArray(code);
                                            code.return_();
                                        }));
    }

    /// TeaVM 0.15.0 fails to write a program that copies lists to arrays unless it also makes an array by
    /// type.
    private static void makeArray(CodeBuilder code) {
        ClassDesc array = ClassDesc.of("java.lang.reflect.Array");
        code.ldc(ConstantDescs.CD_String).iconst_0();
        code.invokestatic(
                array,
                "newInstance",
                MethodTypeDesc.of(ConstantDescs.CD_Object, ConstantDescs.CD_Class, ConstantDescs.CD_int));
        code.pop();
    }

    private static void callAll(CodeBuilder code, ClassModel type) {
        for (MethodModel method : type.methods()) {
            boolean isUncallable = method.flags().has(AccessFlag.ABSTRACT)
                    || method.flags().has(AccessFlag.SYNTHETIC)
                    || method.methodName().equalsString(ConstantDescs.CLASS_INIT_NAME);
            boolean isConstructor = method.methodName().equalsString(ConstantDescs.INIT_NAME);
            if (isUncallable || (method.flags().has(AccessFlag.PRIVATE) && !isConstructor)) {
                continue;
            }
            boolean isStatic = method.flags().has(AccessFlag.STATIC);
            if (!isStatic && !isConstructor && !instantiate(code, type)) {
                continue;
            }
            if (isConstructor) {
                if (!type.flags().has(AccessFlag.ABSTRACT)) {
                    construct(code, type, method);
                    code.pop();
                }
                continue;
            }
            call(code, type, method, isStatic);
        }
    }

    private static void call(CodeBuilder code, ClassModel type, MethodModel method, boolean isStatic) {
        MethodTypeDesc shape = method.methodTypeSymbol();
        pushZeros(code, shape);
        ClassDesc owner = type.thisClass().asSymbol();
        String name = method.methodName().stringValue();
        if (isStatic) {
            code.invokestatic(owner, name, shape, type.flags().has(AccessFlag.INTERFACE));
        } else {
            code.invokevirtual(owner, name, shape);
        }
        switch (TypeKind.from(shape.returnType()).slotSize()) {
            case 1 -> code.pop();
            case 2 -> code.pop2();
            default -> {}
        }
    }

    /// Pushes an instance, made by the first constructor. Answers whether the class can have one.
    private static boolean instantiate(CodeBuilder code, ClassModel type) {
        if (type.flags().has(AccessFlag.ABSTRACT)) {
            return false;
        }
        for (MethodModel method : type.methods()) {
            if (method.methodName().equalsString(ConstantDescs.INIT_NAME)) {
                construct(code, type, method);
                return true;
            }
        }
        return false;
    }

    private static void construct(CodeBuilder code, ClassModel type, MethodModel constructor) {
        ClassDesc owner = type.thisClass().asSymbol();
        code.new_(owner).dup();
        pushZeros(code, constructor.methodTypeSymbol());
        code.invokespecial(owner, ConstantDescs.INIT_NAME, constructor.methodTypeSymbol());
    }

    private static void pushZeros(CodeBuilder code, MethodTypeDesc shape) {
        for (ClassDesc parameter : shape.parameterList()) {
            switch (TypeKind.from(parameter).asLoadable()) {
                case INT -> code.iconst_0();
                case LONG -> code.lconst_0();
                case FLOAT -> code.fconst_0();
                case DOUBLE -> code.dconst_0();
                default -> code.aconst_null().checkcast(parameter);
            }
        }
    }
}
