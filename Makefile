# Short names for what the repository does; each calls npm or docker compose.

ENVIRONMENT ?= dev
ENV_FILE := config/secrets/environments/$(ENVIRONMENT).env
COMPOSE := docker compose --env-file $(ENV_FILE)

.DEFAULT_GOAL := help
.PHONY: help up up-detach down down-volumes logs ps ps-all test test-unit test-integration test-e2e \
	test-coverage test-watch check env-setup ssl-setup log-setup

help: ## Show this list
	@awk -F ':.*## ' '/^[a-z0-9-]+:.*## / { printf "  make %-17s %s\n", $$1, $$2 }' $(MAKEFILE_LIST)

up: env-setup log-setup ## Start the composed system and follow it (ENVIRONMENT=dev|staging|prod)
	$(COMPOSE) up --build

up-detach: env-setup log-setup ## Start it in the background
	$(COMPOSE) up --build --detach

down: env-setup ## Stop it and keep its data
	$(COMPOSE) down --remove-orphans

down-volumes: env-setup ## Stop it and delete its data
	$(COMPOSE) down --remove-orphans --volumes

logs: env-setup ## Follow its logs
	$(COMPOSE) logs --follow --tail 100

ps: env-setup ## List what runs
	$(COMPOSE) ps

ps-all: env-setup ## List what runs and what has ended
	$(COMPOSE) ps --all

test: ## Check, and run every test
	npm test

test-unit: ## Run the unit tests
	npm run test:unit

test-integration: ## Run the tests on real servers
	npm run test:integration

test-e2e: ## Run the tests through separate processes
	npm run test:e2e

test-coverage: ## Run the tests and measure what they cover
	npm run test:coverage

test-watch: ## Run tests again whenever a file changes
	npm run test:watch

check: ## Check format, lint, types, module boundaries and dead code
	npm run check

env-setup: ## Make the file of variables from its template
	@infra/docker/env-setup.sh $(ENVIRONMENT)

ssl-setup: ## Make a certificate authority and certificates in config/secrets/ssl
	@infra/docker/ssl-setup.sh config/secrets/ssl

log-setup: ## Make the folders that servers of the composed system log to
	@mkdir -p logs/primary logs/standby logs/rabbitmq
	@chmod 1777 logs logs/primary logs/standby logs/rabbitmq
