// The call stacks that Slim prints for two PHP errors of the real server.

const framework: readonly string[] = [
  '/var/www/suitecrm/Api/V8/Controller/ModuleController.php(77): Api\\V8\\Service\\ModuleService->createRecord(Object(Api\\V8\\Param\\CreateModuleParams), Object(Slim\\Http\\Request))',
  '/var/www/suitecrm/Api/V8/Controller/InvocationStrategy/SuiteInvocationStrategy.php(25): Api\\V8\\Controller\\ModuleController->createModuleRecord(Object(Slim\\Http\\Request), Object(Slim\\Http\\Response), Array, Object(Api\\V8\\Param\\CreateModuleParams))',
  '/var/www/suitecrm/vendor/slim/slim/Slim/Route.php(281): Api\\V8\\Controller\\InvocationStrategy\\SuiteInvocationStrategy->__invoke(Array, Object(Slim\\Http\\Request), Object(Slim\\Http\\Response), Array)',
  '/var/www/suitecrm/Api/V8/Middleware/ParamsMiddleware.php(68): Slim\\Route->__invoke(Object(Slim\\Http\\Request), Object(Slim\\Http\\Response))',
  '/var/www/suitecrm/Api/V8/Factory/ParamsMiddlewareFactory.php(38): Api\\V8\\Middleware\\ParamsMiddleware->__invoke(Object(Slim\\Http\\Request), Object(Slim\\Http\\Response), Object(Slim\\Route))',
  '[internal function]: Api\\V8\\Factory\\ParamsMiddlewareFactory->Api\\V8\\Factory\\{closure}(Object(Slim\\Http\\Request), Object(Slim\\Http\\Response), Object(Slim\\Route))',
  '/var/www/suitecrm/vendor/slim/slim/Slim/DeferredCallable.php(57): call_user_func_array(Object(Closure), Array)',
  '[internal function]: Slim\\DeferredCallable->__invoke(Object(Slim\\Http\\Request), Object(Slim\\Http\\Response), Object(Slim\\Route))',
  '/var/www/suitecrm/vendor/slim/slim/Slim/MiddlewareAwareTrait.php(70): call_user_func(Object(Slim\\DeferredCallable), Object(Slim\\Http\\Request), Object(Slim\\Http\\Response), Object(Slim\\Route))',
  '/var/www/suitecrm/vendor/league/oauth2-server/src/Middleware/ResourceServerMiddleware.php(54): Slim\\Route->Slim\\{closure}(Object(Slim\\Http\\Request), Object(Slim\\Http\\Response))',
  '[internal function]: League\\OAuth2\\Server\\Middleware\\ResourceServerMiddleware->__invoke(Object(Slim\\Http\\Request), Object(Slim\\Http\\Response), Object(Closure))',
  '/var/www/suitecrm/vendor/slim/slim/Slim/DeferredCallable.php(57): call_user_func_array(Object(League\\OAuth2\\Server\\Middleware\\ResourceServerMiddleware), Array)',
  '[internal function]: Slim\\DeferredCallable->__invoke(Object(Slim\\Http\\Request), Object(Slim\\Http\\Response), Object(Closure))',
  '/var/www/suitecrm/vendor/slim/slim/Slim/MiddlewareAwareTrait.php(70): call_user_func(Object(Slim\\DeferredCallable), Object(Slim\\Http\\Request), Object(Slim\\Http\\Response), Object(Closure))',
  '/var/www/suitecrm/vendor/slim/slim/Slim/MiddlewareAwareTrait.php(117): Slim\\Route->Slim\\{closure}(Object(Slim\\Http\\Request), Object(Slim\\Http\\Response))',
  '/var/www/suitecrm/vendor/slim/slim/Slim/Route.php(268): Slim\\Route->callMiddlewareStack(Object(Slim\\Http\\Request), Object(Slim\\Http\\Response))',
  '/var/www/suitecrm/vendor/slim/slim/Slim/App.php(503): Slim\\Route->run(Object(Slim\\Http\\Request), Object(Slim\\Http\\Response))',
  '/var/www/suitecrm/vendor/slim/slim/Slim/MiddlewareAwareTrait.php(117): Slim\\App->__invoke(Object(Slim\\Http\\Request), Object(Slim\\Http\\Response))',
  '/var/www/suitecrm/vendor/slim/slim/Slim/App.php(392): Slim\\App->callMiddlewareStack(Object(Slim\\Http\\Request), Object(Slim\\Http\\Response))',
  '/var/www/suitecrm/vendor/slim/slim/Slim/App.php(297): Slim\\App->process(Object(Slim\\Http\\Request), Object(Slim\\Http\\Response))',
  '/var/www/suitecrm/Api/index.php(4): Slim\\App->run()',
  '{main}',
];

const numbered = (frames: readonly string[]): readonly string[] => frames.map((frame, index) => `#${index} ${frame}`);

/** The stack of a save whose `emailAddress` was overwritten. */
export const legacySaveTrace = numbered([
  '/var/www/suitecrm/modules/Leads/Lead.php(595): Person->save(false)',
  '/var/www/suitecrm/Api/V8/Service/ModuleService.php(276): Lead->save()',
  ...framework,
]);

/** The stack of an answer whose `field_defs` was overwritten. */
export const attributesTrace = numbered([
  "/var/www/suitecrm/Api/V8/JsonApi/Helper/AttributeObjectHelper.php(37): array_keys('x')",
  '/var/www/suitecrm/Api/V8/Service/ModuleService.php(533): Api\\V8\\JsonApi\\Helper\\AttributeObjectHelper->getAttributes(Object(Lead), NULL)',
  "/var/www/suitecrm/Api/V8/Service/ModuleService.php(285): Api\\V8\\Service\\ModuleService->getDataResponse(Object(Lead), NULL, 'V8/module/5637a...')",
  ...framework,
]);
