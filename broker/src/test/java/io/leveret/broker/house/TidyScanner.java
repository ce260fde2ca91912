package io.leveret.broker.house;

import com.sun.source.tree.AnnotationTree;
import com.sun.source.tree.ClassTree;
import com.sun.source.tree.CompilationUnitTree;
import com.sun.source.tree.ExpressionTree;
import com.sun.source.tree.LineMap;
import com.sun.source.tree.MemberSelectTree;
import com.sun.source.tree.MethodInvocationTree;
import com.sun.source.tree.MethodTree;
import com.sun.source.tree.Tree;
import com.sun.source.util.JavacTask;
import com.sun.source.util.SourcePositions;
import com.sun.source.util.TreeScanner;
import com.sun.source.util.Trees;
import java.util.List;
import java.util.Set;

/** Looks through one parsed source for what {@link Tidy} forbids. */
final class TidyScanner extends TreeScanner<Void, Void> {
    /** Where standard output and error belong to: the command line, the start, and the programs of tests. */
    private static final List<String> CONSOLE =
            List.of("management/cli/", "control/ControlClient.java", "broker/launch/", "broker/Main.java", "src/test/");

    private static final Set<String> STREAMS = Set.of("out", "err");

    private final String name;
    private final CompilationUnitTree unit;
    private final SourcePositions positions;
    private final List<String> violations;

    TidyScanner(String name, CompilationUnitTree unit, JavacTask task, List<String> violations) {
        this.name = name;
        this.unit = unit;
        this.positions = Trees.instance(task).getSourcePositions();
        this.violations = violations;
    }

    @Override
    public Void visitMethod(MethodTree method, Void ignored) {
        LineMap lines = unit.getLineMap();
        long start = positions.getStartPosition(unit, method);
        long end = positions.getEndPosition(unit, method);
        if (end >= 0) {
            long length = lines.getLineNumber(end) - lines.getLineNumber(start) + 1;
            if (length > Tidy.MAX_METHOD_LINES) {
                report(
                        method,
                        "method " + method.getName() + " has " + length + " lines, more than " + Tidy.MAX_METHOD_LINES);
            }
        }
        return super.visitMethod(method, ignored);
    }

    @Override
    public Void visitClass(ClassTree type, Void ignored) {
        for (String part : type.getSimpleName().toString().split("(?<=[a-z0-9])(?=[A-Z])|(?<=[A-Z])(?=[A-Z][a-z])")) {
            if (Tidy.BANNED_NAME_PARTS.contains(part)) {
                report(type, "the name " + type.getSimpleName() + " says " + part + ", which says nothing");
            }
        }
        return super.visitClass(type, ignored);
    }

    @Override
    public Void visitMemberSelect(MemberSelectTree select, Void ignored) {
        // The last name first: to write a tree out takes long, and most are whole statements.
        boolean stream = STREAMS.contains(select.getIdentifier().toString())
                && select.getExpression().toString().equals("System");
        if (stream && CONSOLE.stream().noneMatch(name::contains)) {
            report(select, select + " belongs to the command line");
        }
        return super.visitMemberSelect(select, ignored);
    }

    @Override
    public Void visitMethodInvocation(MethodInvocationTree call, Void ignored) {
        if (name.contains("src/test/") && sleeps(call.getMethodSelect())) {
            report(call, "a test must wait for a condition, not sleep");
        }
        return super.visitMethodInvocation(call, ignored);
    }

    private static boolean sleeps(ExpressionTree method) {
        if (!(method instanceof MemberSelectTree select)
                || !select.getIdentifier().contentEquals("sleep")) {
            return false;
        }
        String text = select.toString();
        return text.endsWith("Thread.sleep") || text.matches("(.*\\.)?[A-Z]*SECONDS\\.sleep");
    }

    @Override
    public Void visitAnnotation(AnnotationTree annotation, Void ignored) {
        String type = annotation.getAnnotationType().toString();
        if (type.equals("Disabled") || type.endsWith(".Disabled")) {
            report(annotation, "a test must run or go");
        }
        return super.visitAnnotation(annotation, ignored);
    }

    private void report(Tree tree, String what) {
        long line = unit.getLineMap().getLineNumber(positions.getStartPosition(unit, tree));
        violations.add(name + ":" + line + ": " + what);
    }
}
