package io.angarium.server.conformance.matrix;

import java.util.List;

/**
 * A test method that claims rows.
 *
 * @param source path of its source from the root of the project, with slashes
 * @param method its name
 * @param rows the rows that it claims
 */
record Proof(String source, String method, List<String> rows) {
    /** The class without {@code io.angarium.}, as the page names it. */
    String className() {
        String path =
                source.substring(source.indexOf("/java/") + "/java/".length(), source.length() - ".java".length());
        return path.replace('/', '.').replace("io.angarium.", "");
    }
}
