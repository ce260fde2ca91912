package io.leveret.it.harness;

import java.lang.annotation.ElementType;
import java.lang.annotation.Retention;
import java.lang.annotation.RetentionPolicy;
import java.lang.annotation.Target;
import org.junit.jupiter.api.extension.ConditionEvaluationResult;
import org.junit.jupiter.api.extension.ExecutionCondition;
import org.junit.jupiter.api.extension.ExtendWith;
import org.junit.jupiter.api.extension.ExtensionContext;
import org.junit.platform.commons.support.AnnotationSupport;

/** A test of what Leveret does otherwise by design, or has alone; skipped when the broker under test is a RabbitMQ. */
@Target({ElementType.TYPE, ElementType.METHOD})
@Retention(RetentionPolicy.RUNTIME)
@ExtendWith(LeveretOnly.Condition.class)
public @interface LeveretOnly {
    /** Why RabbitMQ cannot check this. */
    String value();

    /** Skips when the target is a RabbitMQ. */
    final class Condition implements ExecutionCondition {
        @Override
        public ConditionEvaluationResult evaluateExecutionCondition(ExtensionContext context) {
            if (BrokerUnderTest.target(context).leveret()) {
                return ConditionEvaluationResult.enabled("the target is Leveret");
            }
            return AnnotationSupport.findAnnotation(context.getElement(), LeveretOnly.class)
                    .map(only -> ConditionEvaluationResult.disabled("Leveret only: " + only.value()))
                    .orElseGet(() -> ConditionEvaluationResult.enabled("not marked"));
        }
    }
}
