package io.leveret.broker.house;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.FileVisitResult;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.SimpleFileVisitor;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Set;

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
        List<Path> files = new ArrayList<>();
        try {
            Files.walkFileTree(root, new SimpleFileVisitor<>() {
                /** What was built is not even looked through: it is many times as much as the sources. */
                @Override
                public FileVisitResult preVisitDirectory(Path directory, BasicFileAttributes attributes) {
                    return skipped(root.relativize(directory))
                            ? FileVisitResult.SKIP_SUBTREE
                            : FileVisitResult.CONTINUE;
                }

                @Override
                public FileVisitResult visitFile(Path file, BasicFileAttributes attributes) {
                    if (Files.isRegularFile(file) && isText(file) && !skipped(root.relativize(file))) {
                        files.add(file);
                    }
                    return FileVisitResult.CONTINUE;
                }

                /** Other tests of the same build make files and delete them. */
                @Override
                public FileVisitResult visitFileFailed(Path file, IOException cause) throws IOException {
                    if (cause instanceof NoSuchFileException) {
                        return FileVisitResult.CONTINUE;
                    }
                    throw cause;
                }
            });
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        Collections.sort(files);
        return files;
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
