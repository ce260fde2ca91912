package io.leveret.broker.house;

import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.util.JavacTask;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.URI;
import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.tools.JavaCompiler;
import javax.tools.JavaFileObject;
import javax.tools.SimpleJavaFileObject;
import javax.tools.ToolProvider;

/**
 * The rules of style that a machine can check. A violation reads {@code FILE:LINE: what is wrong}. Java is parsed by
 * the compiler itself, so that a brace in a text or a comment misleads nobody.
 */
final class Tidy {
    static final int MAX_FILE_LINES = 600;
    static final int MAX_METHOD_LINES = 70;
    static final int MAX_COLUMNS = 120;
    static final Set<String> BANNED_NAME_PARTS =
            Set.of("Impl", "Abstract", "Manager", "Util", "Utils", "Helper", "Service");

    // Written in pieces, since these rules hold for this file too.
    private static final Pattern UNFINISHED = Pattern.compile("\\b(TO" + "DO|FIX" + "ME|X" + "XX)\\b");
    private static final Pattern MACHINE_PATH = Pattern.compile("(?<![\\w.$}*)])/(wo" + "rk|ro" + "ot|ho" + "me)/");
    private static final Pattern FOREIGN_REPOSITORY =
            Pattern.compile("<(repositor" + "y|pluginRepositor" + "y|mirro" + "r)>");
    private static final Pattern LINK = Pattern.compile("https?://\\S+");

    /** Files that one run of the compiler parses: to start it takes longer than to parse one of them. */
    private static final int FILES_A_RUN = 200;

    private final List<String> violations = new ArrayList<>();
    private final List<Source> unparsed = new ArrayList<>();

    /** What is wrong so far. */
    List<String> violations() {
        parse();
        return violations;
    }

    /** Checks a text of any kind. */
    void checkText(String name, List<String> lines) {
        for (int i = 0; i < lines.size(); i++) {
            String place = name + ":" + (i + 1) + ": ";
            String line = lines.get(i);
            find(UNFINISHED, line, place, "unfinished: ");
            String withoutLinks = line.contains("://") ? LINK.matcher(line).replaceAll("") : line;
            find(MACHINE_PATH, withoutLinks, place, "a path of one machine: ");
            if (name.endsWith("pom.xml")) {
                find(FOREIGN_REPOSITORY, lines.get(i), place, "a repository other than the central one: ");
            }
        }
    }

    /** Checks a source in Java, after {@link #checkText}. */
    void checkJava(String name, List<String> lines) {
        if (lines.size() > MAX_FILE_LINES) {
            violations.add(name + ":1: " + lines.size() + " lines, more than " + MAX_FILE_LINES);
        }
        for (int i = 0; i < lines.size(); i++) {
            int columns = lines.get(i).codePointCount(0, lines.get(i).length());
            if (columns > MAX_COLUMNS && !LINK.matcher(lines.get(i)).find()) {
                violations.add(name + ":" + (i + 1) + ": " + columns + " columns, more than " + MAX_COLUMNS);
            }
        }
        unparsed.add(new Source(name, String.join("\n", lines)));
        if (unparsed.size() == FILES_A_RUN) {
            parse();
        }
    }

    private void parse() {
        if (unparsed.isEmpty()) {
            return;
        }
        JavaCompiler compiler = ToolProvider.getSystemJavaCompiler();
        List<String> options = List.of("-proc:none", "-Xlint:none");
        JavacTask task = (JavacTask) compiler.getTask(null, null, ignored -> {}, options, null, unparsed);
        try {
            for (CompilationUnitTree unit : task.parse()) {
                String name = unit.getSourceFile().toUri().getPath().substring(1);
                new TidyScanner(name, unit, task, violations).scan(unit, null);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        unparsed.clear();
    }

    private void find(Pattern pattern, String line, String place, String what) {
        Matcher matcher = pattern.matcher(line);
        if (matcher.find()) {
            violations.add(place + what + matcher.group());
        }
    }

    /** A source held in memory. */
    private static final class Source extends SimpleJavaFileObject {
        private final String text;

        Source(String name, String text) {
            super(URI.create("string:///" + name), JavaFileObject.Kind.SOURCE);
            this.text = text;
        }

        @Override
        public CharSequence getCharContent(boolean ignoreEncodingErrors) {
            return text;
        }
    }
}
