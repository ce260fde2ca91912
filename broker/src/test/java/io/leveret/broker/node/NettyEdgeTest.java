package io.leveret.broker.node;

import static org.assertj.core.api.Assertions.assertThat;

import com.tngtech.archunit.core.domain.JavaClass;
import com.tngtech.archunit.core.domain.JavaClasses;
import com.tngtech.archunit.core.importer.ClassFileImporter;
import com.tngtech.archunit.core.importer.ImportOption;
import io.leveret.broker.shard.NettyShardThread;
import java.util.List;
import org.junit.jupiter.api.Test;

/** Sockets and event loops are behind ports, so that a test can drive all the rest by hand; buffers are not. */
class NettyEdgeTest {
    private static final List<String> SOCKETS_AND_LOOPS =
            List.of("io.netty.channel.", "io.netty.bootstrap.", "io.netty.util.concurrent.", "io.netty.handler.");

    @Test
    void socketsAndEventLoopsAreKnownAtTheEdgeAlone() {
        JavaClasses classes = new ClassFileImporter()
                .withImportOption(new ImportOption.DoNotIncludeTests())
                .importPackages("io.leveret.broker");
        List<JavaClass> users =
                classes.stream().filter(NettyEdgeTest::usesSocketsOrLoops).toList();
        assertThat(users.stream().map(JavaClass::getName))
                .as("the rule sees what it should")
                .contains(SocketConnection.class.getName(), NettyShardThread.class.getName());
        assertThat(users.stream()
                        .filter(type -> !type.getPackageName().equals("io.leveret.broker.node"))
                        .map(JavaClass::getName))
                .containsExactly(NettyShardThread.class.getName());
    }

    private static boolean usesSocketsOrLoops(JavaClass type) {
        return type.getDirectDependenciesFromSelf().stream()
                .map(dependency -> dependency.getTargetClass().getName())
                .anyMatch(name -> SOCKETS_AND_LOOPS.stream().anyMatch(name::startsWith));
    }
}
