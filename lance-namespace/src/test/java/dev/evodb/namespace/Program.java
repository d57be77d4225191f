package dev.evodb.namespace;

import java.util.List;
import java.util.Map;
import org.lance.namespace.LanceNamespace;
import org.lance.namespace.model.ListTablesRequest;
import org.lance.namespace.model.QueryTableRequest;
import org.lance.namespace.model.QueryTableRequestVector;

/// A program that knows the interface and the name of an implementation.
public final class Program {
    private Program() {}

    public static String main(String root) {
        LanceNamespace.registerNamespaceImpl("evodb", "dev.evodb.namespace.EvoNamespace");
        LanceNamespace namespace = LanceNamespace.connect("evodb", Map.of("root", root), null);
        Tables.Rows rows = Tables.rows(namespace.queryTable(new QueryTableRequest()
                .id(List.of("t3"))
                .vector(new QueryTableRequestVector().singleVector(List.of(30.5f, 0.1f, 0f, -2.05f)))
                .k(3)));
        return namespace.listAllTables(new ListTablesRequest()).getTables() + " "
                + rows.get("id").size() + " rows, nearest " + rows.get("id").getFirst();
    }
}
