/// Lance tables of a folder or an S3 prefix behind Lance Namespace's own Java interface, for programs and
/// connectors that load a namespace by its name. No native code, no server: the reader of this project
/// answers within the process.
///
/// ```java
/// Map<String, String> properties = Map.of("root", "samples");
/// LanceNamespace namespace = LanceNamespace.connect(EvoNamespace.class.getName(), properties, null);
/// QueryTableRequest nearest = new QueryTableRequest()
///         .addIdItem("words")
///         .vector(new QueryTableRequestVector().singleVector(vector))
///         .k(10);
/// byte[] rows = namespace.queryTable(nearest); // an Arrow file
/// ```
///
/// Under a short name, for programs that take one from their configuration:
/// `LanceNamespace.registerNamespaceImpl("evodb", "dev.evodb.namespace.EvoNamespace")`.
///
/// [dev.evodb.namespace.EvoNamespace] has the properties, and what is answered. The JVM is started with
/// `--add-modules jdk.incubator.vector` for fast searches, and, as Arrow wants it for answers, with
/// `--add-opens=java.base/java.nio=ALL-UNNAMED --sun-misc-unsafe-memory-access=allow`.
@NullMarked
package dev.evodb.namespace;

import org.jspecify.annotations.NullMarked;
