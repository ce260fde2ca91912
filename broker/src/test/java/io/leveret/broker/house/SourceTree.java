package io.leveret.broker.house;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;

/** The files of the project, of all modules, without what was built. */
final class SourceTree {
    private static final Set<String> SKIPPED = Set.of("target", "data", "node_modules");
    private static final Set<String> TEXT =
            Set.of("java", "xml", "md", "sh", "conf", "table", "properties", "js", "css", "html", "json", "txt", "yml");

    private final Path root;

    /** The tree that the tests run in: the parent of the module's directory. */
    SourceTree() {
        this(Path.of("").toAbsolutePath().getParent());
    }

    SourceTree(Path root) {
        this.root = root;
        if (!Files.exists(root.resolve("pom.xml"))) {
            throw new IllegalStateException(root + " is not the root of the sources");
        }
    }

    Path root() {
        return root;
    }

    /** All sources in Java, main and test. */
    List<Path> javaFiles() {
        return textFiles().stream()
                .filter(file -> file.toString().endsWith(".java"))
                .toList();
    }

    /** All files that are text: by their ending, or without one, as launchers and the Makefile are. */
    List<Path> textFiles() {
        try (Stream<Path> files = Files.walk(root)) {
            return files.filter(file -> !skipped(root.relativize(file)))
                    .filter(Files::isRegularFile)
                    .filter(SourceTree::isText)
                    .sorted()
                    .toList();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static boolean skipped(Path relative) {
        for (Path part : relative) {
            String name = part.toString();
            if (SKIPPED.contains(name) && !relative.toString().contains("src/") || name.equals(".git")) {
                return true;
            }
        }
        return false;
    }

    private static boolean isText(Path file) {
        String name = file.getFileName().toString();
        int dot = name.lastIndexOf('.');
        return dot <= 0 || TEXT.contains(name.substring(dot + 1));
    }
}
